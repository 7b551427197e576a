using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class ReasoningContentMetadataTests
{
    [Theory]
    [InlineData("reasoning_content", "reasoning_content")]
    [InlineData("reasoning", "reasoning")]
    [InlineData(null, null)]
    public void GetFieldName_ContentOfAField_ReturnsIt(string? field, string? expected)
    {
        TextReasoningContent content = ReasoningContentMetadata.CreateContent("Hmm.", field);

        Assert.Equal(("Hmm.", expected), (content.Text, ReasoningContentMetadata.GetFieldName(content)));
        Assert.Null(ReasoningContentMetadata.GetDetail(content));
    }

    [Fact]
    public void GetFieldName_ContentOfAnotherClient_ReturnsNull()
    {
        var content = new TextReasoningContent("Hmm.");

        Assert.Null(ReasoningContentMetadata.GetFieldName(content));
        Assert.Null(ReasoningContentMetadata.GetDetail(content));
    }

    [Fact]
    public void GetDetail_ContentOfADetail_ReturnsItWithoutTextAndSignature()
    {
        var detail = new ReasoningDetail { Type = "reasoning.text", Index = 1, Text = "Hmm.", Signature = "c2ln" };

        TextReasoningContent content = ReasoningContentMetadata.CreateContent("Hmm.", detail);
        ReasoningDetail stored = ReasoningContentMetadata.GetDetail(content)!;

        Assert.Equal("c2ln", content.ProtectedData);
        Assert.Equal(("reasoning.text", 1, null, null), (stored.Type, stored.Index, stored.Text, stored.Signature));
        ReasoningDetail restored = ReasoningContentMetadata.WithTextAndProof(stored, content.Text, content.ProtectedData);
        Assert.Equal(("Hmm.", "c2ln"), (restored.Text, restored.Signature));
    }

    [Fact]
    public void WithTextAndProof_EncryptedDetail_SetsTheData()
    {
        var detail = new ReasoningDetail { Type = "reasoning.encrypted" };

        ReasoningDetail restored = ReasoningContentMetadata.WithTextAndProof(detail, "", "ZGF0YQ==");

        Assert.Equal((null, "ZGF0YQ==", null), (restored.Text, restored.Data, restored.Signature));
    }
}
