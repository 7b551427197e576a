using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Chunks;

public sealed class ChatCompletionChunkTests
{
    [Fact]
    public void Text_SeveralChoices_IsThatOfChoiceZero()
    {
        ChatCompletionChunk chunk = Read(
            """
            {"choices":[{"index":1,"delta":{"content":"b"}},{"index":0,"delta":{"content":"a","reasoning":"Hm."},"finish_reason":"stop"}]}
            """);

        Assert.Equal(("a", "Hm.", FinishReason.Stop), (chunk.Text, chunk.Reasoning, chunk.FinishReason));
    }

    [Fact]
    public void Text_NoFirstChoice_IsEmpty()
    {
        ChatCompletionChunk chunk = Read("""{"choices":[{"index":1,"delta":{"content":"b"}}]}""");

        Assert.Equal(("", "", null), (chunk.Text, chunk.Reasoning, chunk.FinishReason));
    }

    [Theory]
    [InlineData("""{"usage":{"total_tokens":1}}""", false, false)]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":""}}]}""", false, false)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"stop"}]}""", true, false)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":""}]}""", false, false)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", true, true)]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"a"}}]}""", true, true)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}""", true, true)]
    public void HasToken_AnyChunk_ReturnsWhetherItHasContentOrFinishReason(string json, bool hasToken, bool hasContent)
    {
        ChatCompletionChunk chunk = Read(json);

        Assert.Equal((hasToken, hasContent), (chunk.HasToken, chunk.HasContent));
    }

    [Fact]
    public void FromCompletion_Completion_CopiesChoicesAndMetadata()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(
            """
            {"id":"1","object":"chat.completion","x":1,
             "choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}
            """)!;

        Assert.Empty(JsonDifference.Between(
            """
            {"id":"1","object":"chat.completion.chunk","x":1,
             "choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}
            """,
            ChatCompletionChunk.FromCompletion(completion).ToJson()));
    }

    private static ChatCompletionChunk Read(string json) => JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

    [Fact]
    public void FromText_SeveralChunks_AreCombined()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(ChatCompletionChunk.FromText("", "Hm."));
        builder.Add(ChatCompletionChunk.FromText("Hel"));
        builder.Add(ChatCompletionChunk.FromText("lo"));

        Assert.Equal(("Hello", "Hm."), (builder.Build().Text, builder.Build().Reasoning));
        Assert.Throws<ArgumentNullException>("text", () => ChatCompletionChunk.FromText(null!));
    }
}
