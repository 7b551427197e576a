using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class ResponseToolCallValidatorTests
{
    private static readonly AIFunction Look = AIFunctionFactory.Create((string q) => q, "look");

    private static readonly FunctionTool Count = Tool.FromFunction(
        "count", parameters: Json.Element("""{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"""));

    [Theory]
    [InlineData("look", """{"q":"a"}""", "look")]
    [InlineData("look", """{"q":[]}""", "look (invalid arguments)")]
    [InlineData("look", "{", "look (invalid arguments)")]
    [InlineData("count", """{"n":1.0}""", "count")]
    [InlineData("count", "{}", "count (invalid arguments)")]
    [InlineData("unknown", """{"x":1}""", "unknown")]
    public void ToValidatedContents_Call_IsRenamedIfInvalid(string name, string arguments, string expected)
    {
        FunctionCallContent content =
            Assert.Single(Validate(FinishReason.ToolCalls, isStreamed: false, CreateCall(name, arguments)));

        Assert.Equal(expected, content.Name);
        Assert.Equal(name != expected, content.Exception is not null);
    }

    [Fact]
    public void ToValidatedContents_TruncatedResponse_RejectsOnlyTheLastCall()
    {
        FunctionCallContent[] contents =
            Validate(FinishReason.Length, isStreamed: false, CreateCall("look", """{"q":"a"}"""), CreateCall("look", "{}"));

        Assert.Equal(["look", "look (invalid arguments)"], contents.Select(static content => content.Name));
    }

    [Theory]
    [InlineData(false, "the arguments are missing; send {} for none.")]
    [InlineData(true, "the response ended without a finish reason, and the arguments are cut off.")]
    public void ToValidatedContents_NoFinishReason_IsTruncationOfAStream(bool isStreamed, string problem)
    {
        FunctionCallContent content = Assert.Single(Validate(null, isStreamed, CreateCall("look", "")));

        Assert.Equal($"The call must not run: {problem}", content.Exception?.Message);
    }

    private static FunctionCallContent[] Validate(FinishReason? reason, bool isStreamed, params ToolCall[] calls) =>
    [
        .. new ResponseToolCallValidator([Look], [Count], isStreamed)
            .ToValidatedContents(new AssistantMessage { ToolCalls = calls }, reason, CancellationToken.None),
    ];

    private static FunctionToolCall CreateCall(string name, string arguments) =>
        new() { Id = "call_1", Function = new() { Name = name, Arguments = arguments } };
}
