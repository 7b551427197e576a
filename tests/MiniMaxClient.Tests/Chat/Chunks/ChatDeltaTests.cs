using System.Text.Json;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Chat.Chunks;

public sealed class ChatDeltaTests
{
    [Fact]
    public async Task With_OtherContentOrReasoning_ReturnsIt()
    {
        ChunkReadResult run = await ChunkReadResult.ReadAsync(
            """
            data: {"choices":[{"index":0,"delta":{"content":"one","reasoning_content":"Hm."},"finish_reason":"stop"}]}


            """);
        ChatDelta delta = run.Chunks[0].Choices[0].Delta!;
        Assert.Equal(("one", "Hm."), (delta.Text, delta.Reasoning));
        Assert.Equal("two", (delta with { Content = "two" }).Text);
        Assert.Equal("So.", (delta with { ReasoningContent = "So." }).Reasoning);
    }

    [Fact]
    public void Content_ReceivedAsParts_IsTheirText()
    {
        ChatDelta delta = JsonSerializer.Deserialize<ChatDelta>(
            """{"content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"a"},{"type":"text","text":"b"}]}""")!;

        Assert.Equal(("ab", "ab", "Hm."), (delta.Content, delta.Text, delta.Reasoning));
        Assert.True(delta.HasReasoningField);
    }

    [Fact]
    public void With_ContentInOtherForm_ReplacesTheForm()
    {
        var parts = new ChatDelta { ContentParts = ["a"] };

        Assert.Null((parts with { Content = "b" }).ContentParts);
        Assert.Equal("a", (new ChatDelta { Content = "b" } with { ContentParts = parts.ContentParts }).Content);
    }

    [Theory]
    [InlineData("""{"content":"a"}""", true)]
    [InlineData("""{"refusal":"No."}""", true)]
    [InlineData("""{"tool_calls":[{"index":0}]}""", true)]
    [InlineData("""{"content":"a","reasoning":"Hm."}""", false)]
    [InlineData("""{"content":""}""", false)]
    [InlineData("""{"role":"assistant"}""", false)]
    public void HasOnlyNonReasoningOutput_Delta_ReturnsWhetherReasoningHasEnded(string json, bool expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<ChatDelta>(json)!.HasOnlyNonReasoningOutput);

    [Fact]
    public void FromMessage_ContentWithThinkTags_KeepsContentAndViews()
    {
        var delta = ChatDelta.FromMessage(ChatMessage.Assistant("<think>Hm.</think>Hi"));

        Assert.Equal(("<think>Hm.</think>Hi", "Hi", "Hm."), (delta.Content, delta.Text, delta.Reasoning));
    }
}
