using MiniMaxClient.Errors;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests that an error is recognized in a choice, an array, a line without a field, and a plain-text event.</summary>
public sealed class ErrorReaderTests
{
    private const string Half = """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";

    private const string InAChoice =
        """{"id":"gen-1","choices":[{"index":0,"finish_reason":"error","message":{"role":"assistant","content":""},"error":{"message":"Upstream rate limited","code":429}}]}""";

    private const string InAStreamedChoice =
        """data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","error":{"code":502,"message":"Upstream idle timeout"}}]}""" + "\n\n";

    private static readonly string HalfMessage =
        MessagesStream.Named(MessagesStream.Start, MessagesStream.Text, MessagesStream.Hello);

    /// <summary>The data after the first half of a stream, the expected exception and its message.</summary>
    public static TheoryData<string, Type, string> Ends { get; } = new()
    {
        { InAStreamedChoice + Done, typeof(MiniMaxServerException), "Upstream idle timeout" },
        {
            """data: {"choices":[{"index":0,"delta":{},"finish_reason":null,"error":{"code":429,"message":"slow"}}]}""" + "\n\n",
            typeof(MiniMaxRateLimitException), "slow"
        },
        { """data: {"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}""" + "\n\n" + Done, typeof(MiniMaxServerException), "" },
        { """{"error":{"message":"overloaded","code":503}}""" + "\n\n" + Done, typeof(MiniMaxServerException), "overloaded" },
        { """{"error":{"message":"overloaded","code":503}}""" + "\n" + Done, typeof(MiniMaxServerException), "overloaded" },
        { """{"error":{"message":"overloaded","code":503}}""" + "\n\n", typeof(MiniMaxServerException), "overloaded" },
        { """{"error":{"message":"overloaded","code":503}}""", typeof(MiniMaxServerException), "overloaded" },
        {
            "{\n  \"error\": {\n    \"message\": \"at http://host: overloaded\",\n    \"code\": 503\n  }\n}\n\n",
            typeof(MiniMaxServerException), "at http://host: overloaded"
        },
        {
            """data: [{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]""" + "\n\n",
            typeof(MiniMaxServerException), "The model is overloaded."
        },
        {
            """[{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}]""" + "\n\n" + Done,
            typeof(MiniMaxRateLimitException), "Resource exhausted"
        },
        { "data: error: engine out of memory\n\n" + Done, typeof(MiniMaxServerException), "engine out of memory" },
        { "data: Error: engine out of memory", typeof(MiniMaxServerException), "engine out of memory" },
        { "data: error: {\"reason\":\"engine out of memory\"}", typeof(MiniMaxServerException), "engine out of memory" },
        {
            """data: {"choices":[{"index":0,"delta":{"error":{"code":429,"message":"slow"}}}]}""" + "\n\n" + Done,
            typeof(MiniMaxRateLimitException), "slow"
        },
        {
            """data: {"errors":[{"message":"engine out of memory"}]}""" + "\n\n" + Done,
            typeof(MiniMaxServerException), "engine out of memory"
        },
        { """data: {"error_code":429,"error_msg":"slow"}""" + "\n\n" + Done, typeof(MiniMaxRateLimitException), "slow" },
        {
            """data: {"error":{"error":{"message":"overloaded"},"code":503}}""" + "\n\n" + Done,
            typeof(MiniMaxServerException), "overloaded"
        },
        {
            """data: {"\ud800":1,"code":503,"error":{"\ud800":1,"message":"overloaded"}}""" + "\n\n" + Done,
            typeof(MiniMaxServerException), "overloaded"
        },
        { "event: error\ndata: engine out of memory\n\n", typeof(MiniMaxServerException), "engine out of memory" },
        { "event: error\ndata: \n\n" + Done, typeof(MiniMaxServerException), "" },
        { "event: error\ndata: null\n\n" + Done, typeof(MiniMaxServerException), "" },
        { "event: error\ndata: \"Overloaded\"\n\n" + Done, typeof(MiniMaxServerException), "Overloaded" },
        { "data: \"error: engine out of memory\"\n\n" + Done, typeof(MiniMaxServerException), "engine out of memory" },
        { "error: engine out of memory\n\n" + Done, typeof(MiniMaxServerException), "engine out of memory" },
        { "error: engine out of memory", typeof(MiniMaxServerException), "engine out of memory" },
        { "Internal Server Error\n\n" + Done, typeof(MiniMaxInvalidResponseException), "" },
        { "<html>502 Bad Gateway</html>\n\n" + Done, typeof(MiniMaxInvalidResponseException), "" },
        { """data: {"base_resp":{"status_code":"1002","status_msg":"busy"},"choices":[]}""" + "\n\n", typeof(MiniMaxRateLimitException), "busy" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public Task Read_ErrorInOpenAIStream_ThrowsWithItsMessage(string end, Type type, string words) => ChunkReadResult.ForEachAsync(
        Half + end,
        run =>
        {
            Assert.IsType(type, run.Failure);
            Assert.Contains(words, run.Failure.Message, StringComparison.Ordinal);
            Assert.Equal("Hel", run.Text);
            Assert.Equal(("Hel", ""), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""" + "\n\n", "Overloaded")]
    [InlineData("data: {\"error\":{\"message\":\"boom\",\"code\":503}}\n\n", "boom")]
    [InlineData("event: error\ndata: engine out of memory\n\n", "engine out of memory")]
    [InlineData("data: error: engine out of memory\n\n", "engine out of memory")]
    [InlineData("event: error\ndata: \"engine out of memory\"\n\n", "engine out of memory")]
    [InlineData("event: error\ndata: null\n\n", "")]
    [InlineData("event: error\ndata:\n\n", "")]
    [InlineData("[{\"error\":{\"message\":\"boom\",\"code\":503}}]\n\n", "boom")]
    [InlineData("data: {\"base_resp\":{\"status_code\":1000,\"status_msg\":\"boom\"}}\n\n", "boom")]
    public Task Read_ErrorInMessagesStream_ThrowsWithItsMessage(string end, string words) => MessagesStream.ForEachAsync(
        HalfMessage + end + MessagesStream.Named(MessagesStream.MessageStop),
        run =>
        {
            Assert.IsType<MiniMaxServerException>(run.Failure);
            Assert.Contains(words, run.Failure.Message, StringComparison.Ordinal);
            Assert.Equal(("Hello", "Hello"), (run.Text, run.BuiltCompletion.Text));
        });

    [Theory]
    [InlineData(InAChoice, typeof(MiniMaxRateLimitException), "Upstream rate limited")]
    [InlineData("""[{"error":{"code":400,"message":"Bad Request","status":"INVALID_ARGUMENT"}}]""", typeof(MiniMaxInvalidRequestException), "Bad Request")]
    [InlineData("""{"base_resp":{"status_code":"1008","status_msg":"no money"},"choices":null}""", typeof(MiniMaxInsufficientCreditsException), "no money")]
    [InlineData("""{"choices":[],"detail":"No such model","code":404}""", typeof(MiniMaxNotFoundException), "No such model")]
    public void Read_ErrorInBody_ThrowsWithItsMessage(string body, Type type, string words)
    {
        var e = Assert.IsAssignableFrom<MiniMaxException>(Record.Exception(() => CompletionBody.Read(body)));

        Assert.IsType(type, e);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Null(e.Partial);
    }

    [Fact]
    public void Read_ErrorInChoiceWithText_KeepsTheText()
    {
        var e = Assert.Throws<MiniMaxServerException>(() => CompletionBody.Read(
            """{"choices":[{"index":0,"finish_reason":"error","message":{"content":"Half"},"error":{"message":"lost","code":502}}]}"""));

        Assert.Equal(("Half", true), (e.Partial?.Text, e.IsTransient));
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"stop","error":null,"message":{"content":"Hi"}}]}""")]
    [InlineData("""{"error":null,"choices":[{"index":0,"message":{"content":"Hi"}}]}""")]
    [InlineData("""{"error":"","base_resp":{"status_code":"0"},"choices":[{"index":0,"error":false,"message":{"content":"Hi"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"Hi"},"content_filter_results":{"error":{"code":"content_filter_error"}}}]}""")]
    public void Read_EmptyErrorProperty_ReturnsTheCompletion(string body) => Assert.Equal("Hi", CompletionBody.Read(body).Text);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteAsync_ErrorInChoiceBeforeText_Retries(bool isStreamed)
    {
        ServerScript failure = isStreamed ? ServerScript.Stream(InAStreamedChoice, Done) : ServerScript.Json(200, InAChoice);
        ServerScript success = isStreamed
            ? ServerScript.Stream("""data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}""" + "\n\n", Done)
            : ServerScript.Json(200, """{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}]}""");
        await using var server = FaultServer.Start(failure, success);
        var options = new ChatCompletionsClientOptions { Resilience = new() { RetryDelay = TimeSpan.FromMilliseconds(1) } };

        SocketRun run = await SocketRun.RunAsync("openai", isStreamed, server, options);

        Assert.Equal(("Hi", 2), (run.Text, server.Requests.Count));
    }

    [Fact]
    public async Task StreamAsync_AnyErrorFormat_ThrowsWithItsMessage()
    {
        foreach (TheoryDataRow<string, Type, string> end in Ends)
        {
            await SocketRun.ForEachAsync("openai", Half + end.Data.Item1, run =>
            {
                Assert.IsType(end.Data.Item2, run.Failure);
                Assert.Equal("Hel", run.Text);
            });
        }

        await SocketRun.ForEachAsync("anthropic", HalfMessage + "event: error\ndata: engine out of memory\n\n", static run =>
        {
            Assert.IsType<MiniMaxServerException>(run.Failure);
            Assert.Equal("Hello", run.Text);
        });
    }

    [Fact]
    public async Task StreamAsync_FailedStream_HasTheReceivedContentInPartial()
    {
        await using var server = FaultServer.Start(ServerScript.Stream(Half, InAStreamedChoice, Done));
        using var client = new ChatCompletionsClient(Support.Adapters.ForAddress(server.BaseAddress, "openai"));

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() =>
            client.StreamAsync("Hi", MiniMaxModels.M2, Support.TestTimeouts.Token).ToCompletionAsync(Support.TestTimeouts.Token));

        Assert.Equal("Hel", e.Partial?.Text);
        Assert.Single(server.Requests);
    }

    // MiniMax's status code is the ProviderCode, wherever it appears.
    [Theory]
    [InlineData("""{"type":"error","error":{"type":"bad_request_error","message":"invalid params (2013)"}}""", "2013")]
    [InlineData("""{"error":{"type":"server_error","message":"unknown error, 798 (1000)"}}""", "1000")]
    [InlineData("""{"base_resp":{"status_code":1008,"status_msg":"no money"},"choices":null}""", "1008")]
    [InlineData("""{"error":{"message":"unknown model","code":"model_not_found"}}""", "model_not_found")]
    [InlineData("""{"error":{"type":"server_error","message":"in room (9999)"}}""", "server_error")]
    public Task FindError_MiniMaxStatusCode_IsTheProviderCode(string error, string code) => ChunkReadResult.ForEachAsync(
        Half + "data: " + error + "\n\n",
        run =>
        {
            var nonStreaming = Assert.IsAssignableFrom<MiniMaxException>(Record.Exception(() => CompletionBody.Read(error)));
            Assert.Equal((code, code), (nonStreaming.ProviderCode, Assert.IsAssignableFrom<MiniMaxException>(run.Failure).ProviderCode));
        });

    [Fact]
    public async Task CompleteAsync_MiniMaxStatusCode_IsTheProviderCode()
    {
        const string Body = """{"type":"error","error":{"type":"bad_request_error","message":"invalid params (2013)"}}""";
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            SocketRun nonStreaming = await SocketRun.CompleteAsync(provider, Body, status: 400);
            Assert.Equal("2013", Assert.IsType<MiniMaxInvalidRequestException>(nonStreaming.Failure).ProviderCode);
            await SocketRun.ForEachAsync(provider, "event: error\ndata: " + Body + "\n\n", static run =>
                Assert.Equal("2013", Assert.IsType<MiniMaxInvalidRequestException>(run.Failure).ProviderCode));
        }
    }
}
