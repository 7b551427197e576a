using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests events whose data is not JSON (opencode#50871, llm-gateway#2053).</summary>
public sealed class PlainTextEventTests
{
    private const string Hel = """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}""" + "\n\n";
    private const string Lo = """data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";

    public static TheoryData<string> KeepAlive { get; } =
    [
        "data: : OPENROUTER PROCESSING\n\n",
        "data: : keepalive\n\n",
        "event: ping\ndata: ping\n\n",
        "event: heartbeat\ndata: 2026-01-02 03:04:05\n\n",
        "data: ping\n\n",
        "data: PING\n\n",
        "data: keep-alive\n\n",
        "data: null\n\n",
        "data: \"ping\"\n\n",
        "event: ping\ndata: \"2026-01-02\"\n\n",
        "data:\n\n",
        "event: ping\ndata: {\"type\":\"ping\"}\n\n",
    ];

    [Theory]
    [MemberData(nameof(KeepAlive))]
    public async Task Read_KeepAliveEvent_IsSkipped(string odd)
    {
        await ChunkReadResult.ForEachAsync(odd + Hel + odd + Lo + odd + Done, static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hello", ""), (run.Text, run.BuiltCompletion.Text, run.Reasoning));
        });
        await MessagesStream.ForEachAsync(
            odd + MessagesStream.Named(MessagesStream.Start, MessagesStream.Text) + odd
            + MessagesStream.Named(MessagesStream.Hello, MessagesStream.Stop0, MessagesStream.End) + odd
            + MessagesStream.Named(MessagesStream.MessageStop),
            static run =>
            {
                Assert.Null(run.Failure);
                Assert.Equal(("Hello", "Hello"), (run.Text, run.BuiltCompletion.Text));
            });
    }

    [Theory]
    [InlineData("data: Bad Gateway\n\n", "Bad Gateway")]
    [InlineData("data: pinging the model\n\n", "pinging the model")]
    [InlineData("data: [ERROR] out of memory\n\n", "[ERROR] out of memory")]
    [InlineData("data: <html>Sign in</html>\n\n", "<html>Sign in</html>")]
    [InlineData("data: 42\n\n", "42")]
    // Malformed JSON may be a part of the conversation.
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"secret\n\n", "")]
    public Task Read_OtherPlainText_ThrowsWithIt(string odd, string excerpt) => ChunkReadResult.ForEachAsync(
        Hel + odd + Lo + Done,
        run =>
        {
            var e = Assert.IsType<MiniMaxInvalidResponseException>(run.Failure);
            Assert.Equal((excerpt, "Hel", "Hel"), (e.ResponseExcerpt ?? "", run.Text, run.BuiltCompletion.Text));
        });

    [Theory]
    [InlineData("data: error: engine out of memory\n\n", "error: engine out of memory")]
    [InlineData("event: error\ndata: engine out of memory\n\n", "engine out of memory")]
    public Task Read_PlainTextError_ThrowsServerExceptionWithIt(string odd, string words) => ChunkReadResult.ForEachAsync(
        Hel + odd + Done,
        run =>
        {
            var e = Assert.IsType<MiniMaxServerException>(run.Failure);
            Assert.Equal((words, "Hel"), (e.ResponseExcerpt, run.BuiltCompletion.Text));
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
        });

    [Fact]
    public async Task StreamAsync_KeepAliveEvent_IsSkipped()
    {
        string odd = string.Concat(KeepAlive.Select(static row => row.Data));
        await SocketRun.ForEachAsync("openai", odd + Hel + odd + Lo + Done, static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Hello", run.Text);
        });
        await SocketRun.ForEachAsync(
            "anthropic",
            odd + MessagesStream.Named(MessagesStream.Start, MessagesStream.Text) + odd + MessagesStream.Named(
                MessagesStream.Hello, MessagesStream.Stop0, MessagesStream.End, MessagesStream.MessageStop),
            static run =>
            {
                Assert.Null(run.Failure);
                Assert.Equal("Hello", run.Text);
            });
    }
}
