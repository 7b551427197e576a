using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class ChoiceBuilderTests
{
    [Fact]
    public void Build_WithoutChunks_HasOnlyTheIndex()
    {
        ChatChoice choice = new ChoiceBuilder(3).Build("id");

        Assert.Equal(3, choice.Index);
        Assert.Null(choice.FinishReason);
        Assert.Null(choice.Logprobs);
        Assert.Null(choice.Message.Content);
        Assert.Null(choice.Message.ToolCalls);
    }

    [Fact]
    public void Build_SeveralDeltas_JoinsTextReasoningAndRefusal()
    {
        ChatChoice choice = Build(
            """{"delta":{"content":"Hel","reasoning_content":"Let ","refusal":"No"}}""",
            """{"delta":{"content":"lo","reasoning_content":"me","refusal":"."},"finish_reason":"stop"}""");

        Assert.Equal(
            ("Hello", "Let me", "No.", FinishReason.Stop),
            (choice.Message.Text, choice.Message.ReasoningContent, choice.Message.Refusal, choice.FinishReason));
    }

    [Fact]
    public void Build_CompleteMessageInAChunk_IsNotAnAdditionalProperty()
    {
        ChatChoice choice = Build(
            """{"delta":{"content":"Hi"},"x":1}""", """{"message":{"content":"Hi"},"finish_reason":"stop"}""");

        Assert.Equal(["x"], choice.AdditionalProperties.Keys);
        Assert.Equal("Hi", choice.Message.Text);
    }

    [Fact]
    public void Build_ToolCallWithoutId_UsesTheResponseId()
    {
        ChatChoice choice = Build("""{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]}}""");

        Assert.Equal("call_response_0", Assert.Single(choice.Message.ToolCalls!).Id);
    }

    private static ChatChoice Build(params string[] choices)
    {
        var builder = new ChoiceBuilder(0);
        foreach (string choice in choices)
            builder.Add(JsonSerializer.Deserialize<ChatCompletionChunk>($$"""{"choices":[{{choice}}]}""")!.Choices[0]);
        return builder.Build("response");
    }
}
