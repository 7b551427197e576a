using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.Anthropic;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests streams in response to non-streaming calls, with any Content-Type (toolhive#6037, opik#5149).</summary>
public sealed class StreamedBodyReaderTests
{
    private const string Events =
        """
        data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

        data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

        data: {"id":"1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}

        data: [DONE]


        """;

    private const string Lines =
        """
        {"id":"1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}
        {"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

        {"id":"1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
        """;

    private static readonly string Messages = MessagesStream.Named(
        MessagesStream.Start, MessagesStream.Text, MessagesStream.Hello, MessagesStream.Stop0, MessagesStream.End,
        MessagesStream.MessageStop);

    public static TheoryData<string> Bodies { get; } =
        [Events, Lines, "\uFEFF" + Events, ": OPENROUTER PROCESSING\n\n" + Events, "\n\n" + Events, "event: message\n" + Events,
        "id: 1\n" + Events, "retry: 100\n" + Events, Events.Replace("\n", "\r\n", StringComparison.Ordinal)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Read_BodyOfChunks_ReturnsTheAssembledCompletion(string body)
    {
        ChatCompletion completion = CompletionBody.Read(body);

        Assert.Equal(("Hello", FinishReason.Stop, "1", "m"), (completion.Text, completion.FinishReason, completion.Id, completion.Model));
        Assert.Equal(3, completion.Usage?.TotalTokens);
        Assert.Equal("chat.completion", completion.Object);
    }

    [Fact]
    public void Read_BodyOfOneChunk_ReturnsTheAssembledCompletion() => Assert.Equal("Hi", CompletionBody.Read(
        """{"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""").Text);

    [Fact]
    public void Read_BodyOfMessagesEvents_ReturnsTheAssembledCompletion()
    {
        ChatCompletion completion = CompletionBody.Read(Messages, ChatProtocol.Anthropic);

        Assert.Equal(("Hello", FinishReason.Stop, "msg_1"), (completion.Text, completion.FinishReason, completion.Id));
        Assert.Equal((25, 12), (completion.Usage?.PromptTokens, completion.Usage?.CompletionTokens));
    }

    [Theory]
    [InlineData(
        """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}""" + "\n\n", typeof(MiniMaxStreamInterruptedException))]
    [InlineData(
        """{"choices":[{"index":0,"delta":{"content":"Hel"}}]}""" + "\n" + """{"error":{"message":"overloaded","code":503}}""",
        typeof(MiniMaxServerException))]
    [InlineData(
        """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}""" + "\n\ndata: error: engine out of memory\n\n",
        typeof(MiniMaxServerException))]
    public void Read_IncompleteBody_ThrowsWithPartial(string body, Type type)
    {
        var e = Assert.IsAssignableFrom<MiniMaxException>(Record.Exception(() => CompletionBody.Read(body)));

        Assert.IsType(type, e);
        Assert.Equal("Hel", e.Partial?.Text);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"no\",\"code\":429}}\n\n", typeof(MiniMaxRateLimitException))]
    [InlineData("data: [DONE]\n\n", typeof(MiniMaxInvalidResponseException))]
    [InlineData("data: {\n\n", typeof(MiniMaxInvalidResponseException))]
    public void Read_BodyWithoutChoices_Throws(string body, Type type) =>
        Assert.IsType(type, Record.Exception(() => CompletionBody.Read(body)));

    [Theory]
    [InlineData("data: {}", true)]
    [InlineData("\uFEFF \n: comment", true)]
    [InlineData("event: x", true)]
    [InlineData("{\"data\":1}", false)]
    [InlineData("database", false)]
    [InlineData("", false)]
    public void IsEventStream_AnyFirstLine_RecognizesFieldsAndComments(string body, bool expected) =>
        Assert.Equal(expected, StreamedBodyReader.IsEventStream(System.Text.Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("openai", "application/json")]
    [InlineData("openai", "text/event-stream")]
    [InlineData("anthropic", "application/json")]
    [InlineData("anthropic", "text/event-stream")]
    public async Task CompleteAsync_EventStreamResponse_ReturnsTheAssembledCompletion(string provider, string contentType)
    {
        SocketRun run = await SocketRun.CompleteAsync(provider, provider == "openai" ? Events : Messages, contentType);

        Assert.Null(run.Failure);
        Assert.Equal(("Hello", FinishReason.Stop), (run.Text, run.Completion.FinishReason));
        Assert.DoesNotContain("\"stream\"", run.Requests.Single().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("application/x-ndjson")]
    public Task StreamAsync_ChunksOnSeparateLines_ReturnsAllText(string contentType) => SocketRun.ForEachAsync(
        "openai",
        Lines,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", 3), (run.Text, run.Completion.Usage?.TotalTokens));
        },
        contentType);

    [Theory]
    [InlineData("""{"a":1}{"b":2}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"Hello"}}]}{"b":2}""")]
    public void Read_BodyOfTwoOtherJsonValues_ThrowsInvalidResponse(string body)
    {
        var e = Assert.Throws<MiniMaxInvalidResponseException>(() => CompletionBody.Read(body));

        Assert.False(e.IsTransient);
    }

    // Perplexity sends both.
    [Theory]
    [InlineData("""{"role":"assistant","content":""}""")]
    [InlineData("""{"role":"assistant","content":"Hello"}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Read_DeltaNextToMessage_IsIgnored(string delta)
    {
        ChatCompletion completion = CompletionBody.Read(
            $$$"""{"choices":[{"index":0,"finish_reason":"stop","delta":{{{delta}}},"message":{"role":"assistant","content":"Hello"}}]}""");

        Assert.Equal(("Hello", FinishReason.Stop), (completion.Text, completion.FinishReason));
    }
}
