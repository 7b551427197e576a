using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class ChatCompletionTests
{
    [Fact]
    public void Choices_NullInJson_AreEmpty()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"choices":null}""")!;

        Assert.Empty(completion.Choices);
        Assert.Equal("", completion.Text);
        Assert.Equal("", completion.Reasoning);
        Assert.Equal(new AssistantMessage(), completion.Message);
    }

    [Theory]
    [InlineData("""{"content":"<think>Hm."}""", "length", true)]
    [InlineData("""{"content":"<think>Hm.</think>\n\nHi"}""", "length", false)]
    [InlineData("""{"content":"<think>Hm."}""", "stop", false)]
    [InlineData("""{"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "length", false)]
    public void IsReasoningTruncated_Message_ReturnsWhetherLimitWasReachedDuringReasoning(
        string message, string finishReason, bool expected)
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(
            $$"""{"choices":[{"message":{{message}},"finish_reason":"{{finishReason}}"}]}""")!;

        Assert.Equal(expected, completion.IsReasoningTruncated);
    }

    [Fact]
    public void Cost_NoSource_IsNull() => Assert.Null(new ChatCompletion { Usage = new() { PromptTokens = 1, CompletionTokens = 1 } }.Cost);

    [Fact]
    public void Call_Set_IsNotSerialized() =>
        Assert.Equal("""{"id":"1"}""", JsonSerializer.Serialize(new ChatCompletion { Id = "1", Call = new() { Provider = "aimlapi" } }));

    [Theory]
    [InlineData(null, "")]
    [InlineData("Hm.", "Hm.")]
    public void FromText_TextAndReasoning_IsACompleteResponse(string? reasoning, string expected)
    {
        ChatCompletion completion = ChatCompletion.FromText("Hi", reasoning);

        Assert.Equal(
            ("Hi", expected, FinishReason.Stop), (completion.Text, completion.Reasoning, completion.FinishReason!.Value));
        Assert.Throws<ArgumentNullException>("text", () => ChatCompletion.FromText(null!));
    }
}
