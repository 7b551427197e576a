using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class ReasoningFieldsBuilderTests
{
    private readonly ReasoningFieldsBuilder _builder = new();

    [Fact]
    public void TaggedText_ContentsOfAnotherClient_AreInOneThinkTag()
    {
        _builder.AddContent(new("One. "));
        _builder.AddContent(new("Two."));

        Assert.Equal("<think>\nOne. Two.\n</think>\n\n", _builder.TaggedText);
        Assert.Null(_builder.ReasoningContent);
        Assert.Null(_builder.Details);
    }

    [Theory]
    [InlineData("reasoning_content", "Hmm.", null)]
    [InlineData("reasoning", null, "Hmm.")]
    public void CompleteBlock_ContentsOfAField_AreWrittenToIt(string field, string? reasoningContent, string? rawReasoning)
    {
        _builder.AddContent(ReasoningContentMetadata.CreateContent("Hm", field));
        _builder.AddContent(ReasoningContentMetadata.CreateContent("m.", field));
        _builder.CompleteBlock();

        Assert.Equal((reasoningContent, rawReasoning, ""), (_builder.ReasoningContent, _builder.RawReasoning, _builder.TaggedText));
    }

    [Fact]
    public void AddContent_ProtectedData_CompletesTheDetail()
    {
        var detail = new ReasoningDetail { Type = "reasoning.text" };
        _builder.AddContent(ReasoningContentMetadata.CreateContent("One. ", detail));
        _builder.AddContent(new("Two.") { ProtectedData = "c2ln" });
        _builder.AddContent(ReasoningContentMetadata.CreateContent("Three.", detail));
        _builder.CompleteBlock();

        Assert.Equal(
            [("One. Two.", "c2ln"), ("Three.", null)], _builder.Details?.Select(static one => (one.Text, one.Signature)));
    }

    [Fact]
    public void CompleteBlock_NoContent_AddsNothing()
    {
        _builder.CompleteBlock();

        Assert.Equal(("", null, null), (_builder.TaggedText, _builder.ReasoningContent, _builder.RawReasoning));
        Assert.Null(_builder.Details);
    }
}
