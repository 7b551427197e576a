using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The body determines how a response is read, whatever its Content-Type (llm_wiki#619, sub2api#2826).</summary>
public sealed class ResponseReaderTests
{
    private const string Completion =
        """{"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";

    private const string Message =
        """{"id":"m1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""";

    /// <summary>The adapter, the body, and the exception with a part of its message.</summary>
    public static TheoryData<string, string, Type, string> Errors { get; } = new()
    {
        {
            "openai", """{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"},"choices":null}""",
            typeof(MiniMaxInsufficientCreditsException), "insufficient balance"
        },
        {
            "openai", """{"error":{"message":"wrong key","code":"invalid_api_key"}}""",
            typeof(MiniMaxAuthenticationException), "wrong key"
        },
        {
            "openai",
            """{"type":"error","error":{"type":"bad_request_error","message":"invalid params (2013)","http_code":"400"},"request_id":"r1"}""",
            typeof(MiniMaxInvalidRequestException), "invalid params"
        },
        {
            "openai", """[{"error":{"code":400,"message":"Bad Request","status":"INVALID_ARGUMENT"}}]""",
            typeof(MiniMaxInvalidRequestException), "Bad Request"
        },
        { "openai", "<html><body>Sign in</body></html>", typeof(MiniMaxInvalidResponseException), "HTML" },
        { "openai", "\"over\"", typeof(MiniMaxInvalidResponseException), "not an object" },
        { "openai", "Internal Server Error", typeof(MiniMaxInvalidResponseException), "not a stream of events" },
        {
            "anthropic", """{"type":"error","error":{"type":"authentication_error","message":"wrong x-api-key"}}""",
            typeof(MiniMaxAuthenticationException), "wrong x-api-key"
        },
        {
            "anthropic", """{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""",
            typeof(MiniMaxInsufficientCreditsException), "insufficient balance"
        },
        { "anthropic", "<html><body>Sign in</body></html>", typeof(MiniMaxInvalidResponseException), "HTML" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task ReadChunksAsync_ErrorWithEventStreamType_ThrowsItsExceptionWithoutRetry(
        string provider, string body, Type type, string message)
    {
        await using var server = FaultServer.Start(ServerScript.Respond(200, "text/event-stream", body));

        SocketRun run = await SocketRun.RunAsync(provider, isStreamed: true, server, new());

        Assert.IsType(type, run.Failure);
        Assert.Contains(message, run.Failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ReadChunksAsync_TransientErrorWithEventStreamType_IsRetried()
    {
        await using var server = FaultServer.Start(
            ServerScript.Respond(200, "text/event-stream", "{\n  \"error\": {\n    \"message\": \"slow down\",\n    \"code\": 429\n  }\n}\n"),
            ServerScript.Respond(200, "text/event-stream", Completion));
        var options = new ChatCompletionsClientOptions { Resilience = new() { RetryDelay = TimeSpan.FromMilliseconds(1) } };

        SocketRun run = await SocketRun.RunAsync("openai", isStreamed: true, server, options);

        Assert.Null(run.Failure);
        Assert.Equal("Hello", run.Text);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("openai", Completion)]
    [InlineData("openai", "\uFEFF  \r\n" + Completion)]
    [InlineData("anthropic", Message)]
    public Task ReadChunksAsync_CompletionWithEventStreamType_ReturnsIt(string provider, string body) => SocketRun.ForEachAsync(
        provider,
        body,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", FinishReason.Stop, 3), (run.Text, run.Completion.FinishReason, run.Completion.Usage?.TotalTokens));
            Assert.Single(run.Requests);
        });

    [Theory]
    [InlineData("d")]
    [InlineData("dat")]
    [InlineData("even")]
    public async Task ReadChunksAsync_CutInTheFirstField_ThrowsConnectionException(string body)
    {
        SocketRun run = await SocketRun.RunAsync(
            "openai", isStreamed: true, ServerScript.Respond(200, "text/event-stream", body));

        Assert.IsType<MiniMaxConnectionException>(run.Failure);
    }

    [Theory]
    [InlineData("openai", Completion)]
    [InlineData("anthropic", Message)]
    public Task ReadChunksAsync_CompletionInAnyDelivery_ReturnsIt(string provider, string body) => DeliveryMatrix.ForEachAsync(
        body,
        async delivery =>
        {
            using var http = new HttpClient(new StubHandler(() =>
            {
                var content = new StreamContent(delivery.Open());
                content.Headers.ContentType = new("text/event-stream");
                return content;
            }));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), provider), http);

            ChatCompletion completion = await client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);

            Assert.Equal("Hello", completion.Text);
        });
}
