using System.Text;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class OpenAICompletionWriterTests
{
    [Fact]
    public void WriteCompletion_Text_HasIdWithPrefixAndUsage() => Assert.Equal(
        """{"id":"gen-1","object":"chat.completion","created":7,"model":"MiniMax-M2","choices":[{"index":0,"message":"""
        + """{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":"""
        + """{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}""",
        Write(Samples.Completion));

    [Theory]
    [InlineData("", "null")]
    [InlineData("Hi", "\"Hi\"")]
    public void WriteCompletion_ToolCall_HasNullContentIfThereIsNoText(string text, string content) => Assert.Contains(
        $$$"""
        "content":{{{content}}},"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]
        """,
        Write(Samples.Completion with { Text = text, ToolCalls = [Samples.ToolCall] }),
        StringComparison.Ordinal);

    [Fact]
    public void WriteChunks_Text_HasTheRoleInTheFirstAndTheFinishReasonInTheLastChunk() => Assert.Equal(
        [Chunk("""{"role":"assistant","content":"H"}""", "null"), Chunk("""{"content":"i"}""", "null"), Chunk("{}", "\"stop\"")],
        WriteChunks(Samples.Completion, shouldIncludeUsage: false));

    [Fact]
    public void WriteChunks_IncludeUsage_EndsWithUsageWithoutChoices() => Assert.Equal(
        """{"id":"gen-1","object":"chat.completion.chunk","choices":[],"usage":"""
        + """{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}""",
        WriteChunks(Samples.Completion, shouldIncludeUsage: true)[^1]);

    [Fact]
    public void WriteChunks_ToolCall_NamesTheFunctionOnce()
    {
        string[] chunks = WriteChunks(Samples.Completion with { Text = "", ToolCalls = [new("f", "[]", "c1")] }, false);

        Assert.Equal(
            [
                Chunk("""
                    {"role":"assistant","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"["}}]}
                    """, "null"),
                Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"]"}}]}""", "null"),
            ],
            chunks[..2]);
    }

    private static string Write(Completion completion) =>
        Samples.Write(writer => OpenAICompletionWriter.WriteCompletion(writer, completion));

    private static string[] WriteChunks(Completion completion, bool shouldIncludeUsage) =>
        [.. OpenAICompletionWriter.WriteChunks(completion, shouldIncludeUsage, chunkSize: 1).Select(Encoding.UTF8.GetString)];

    private static string Chunk(string delta, string finishReason) =>
        """{"id":"gen-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":"""
        + $$"""{{delta}},"finish_reason":{{finishReason}}}]}""";
}
