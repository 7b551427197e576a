using System.Net;
using System.Net.Sockets;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class RetryPolicyTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    /// <summary>An HTTP status, its exception and whether the call is retried.</summary>
    public static TheoryData<int, Type, bool> Statuses { get; } = new()
    {
        { 400, typeof(MiniMaxInvalidRequestException), false },
        { 401, typeof(MiniMaxAuthenticationException), false },
        { 402, typeof(MiniMaxInsufficientCreditsException), false },
        { 403, typeof(MiniMaxPermissionException), false },
        { 404, typeof(MiniMaxNotFoundException), false },
        { 408, typeof(MiniMaxServerException), true },
        { 409, typeof(MiniMaxInvalidRequestException), false },
        { 413, typeof(MiniMaxInvalidRequestException), false },
        { 422, typeof(MiniMaxInvalidRequestException), false },
        { 429, typeof(MiniMaxRateLimitException), true },
        { 500, typeof(MiniMaxServerException), true },
        { 502, typeof(MiniMaxServerException), true },
        { 503, typeof(MiniMaxServerException), true },
        { 504, typeof(MiniMaxServerException), true },
        { 529, typeof(MiniMaxServerException), true },
    };

    /// <summary>A MiniMax error code with HTTP 200, its exception and whether the call is retried.</summary>
    public static TheoryData<int, Type, bool> Codes { get; } = new()
    {
        { 1000, typeof(MiniMaxServerException), true },
        { 1001, typeof(MiniMaxServerException), true },
        { 1002, typeof(MiniMaxRateLimitException), true },
        { 1004, typeof(MiniMaxAuthenticationException), false },
        { 1008, typeof(MiniMaxInsufficientCreditsException), false },
        { 1013, typeof(MiniMaxServerException), true },
        { 1024, typeof(MiniMaxServerException), true },
        { 1026, typeof(MiniMaxContentFilteredException), false },
        { 1027, typeof(MiniMaxContentFilteredException), false },
        { 1033, typeof(MiniMaxServerException), true },
        { 1039, typeof(MiniMaxInvalidRequestException), false },
        { 2013, typeof(MiniMaxInvalidRequestException), false },
        { 2045, typeof(MiniMaxRateLimitException), true },
        { 2049, typeof(MiniMaxAuthenticationException), false },
        { 2056, typeof(MiniMaxInsufficientCreditsException), false },
        { 2061, typeof(MiniMaxPermissionException), false },
    };

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Status_AnyProvider_IsRetriedOnlyIfTransient(int status, Type type, bool isRetried)
    {
        foreach ((string provider, bool stream) in AllCalls(Adapters.AllNames))
        {
            // ModelsLab otherwise sends a Retry-After of 30 seconds with status 429.
            MiniMaxException e = await FailAsync(
                provider, stream, isRetried, Reply.Error(status, "No.").WithRetryAfter(TimeSpan.Zero));
            Assert.IsType(type, e);
            Assert.All(e.Attempts, attempt => Assert.Equal((status, type.Name), (attempt.StatusCode, attempt.Error)));
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task ErrorCode_Http200_IsRetriedOnlyIfTransient(int code, Type type, bool isRetried)
    {
        // Errors of ModelsLab have no code.
        foreach ((string provider, bool stream) in AllCalls(["aimlapi", "runapi", "openai", "anthropic"]))
        {
            MiniMaxException e = await FailAsync(provider, stream, isRetried, Reply.InBandError(code, "No."));
            Assert.IsType(type, e);
            Assert.All(e.Attempts, attempt => Assert.Equal((200, type.Name), (attempt.StatusCode, attempt.Error)));
        }
    }

    [Theory]
    [InlineData("Server error, please try again.", typeof(MiniMaxServerException), true)]
    [InlineData("Insufficient credits.", typeof(MiniMaxInsufficientCreditsException), false)]
    [InlineData("Nobody knows.", typeof(MiniMaxServerException), false)]
    public async Task ErrorMessage_ModelsLabHttp200_DeterminesTheRetry(string message, Type type, bool isRetried)
    {
        foreach ((string provider, bool stream) in AllCalls(["modelslab", "modelslab, key in the body"]))
        {
            MiniMaxException e = await FailAsync(provider, stream, isRetried, Reply.InBandError(1, message));
            Assert.IsType(type, e);
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Connection_LostBeforeResponse_IsRetried(string provider, bool stream)
    {
        foreach (Reply reply in (Reply[])[Reply.Disconnect(), Reply.Text("one").CutAfterEvents(0), Reply.Text("one").CutAfter(5)])
        {
            MiniMaxException e = await FailAsync(provider, stream, isRetried: true, reply);
            Assert.IsType<MiniMaxConnectionException>(e);
            Assert.All(e.Attempts, static attempt => Assert.Equal(nameof(MiniMaxConnectionException), attempt.Error));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Response_Unreadable_IsNotRetried(string provider, bool stream)
    {
        foreach (Reply reply in (Reply[])
        [
            Reply.Raw(200, "text/html", "<html>Hello</html>"), Reply.Raw(204, "application/json", ""),
            Reply.Raw(302, "text/plain", ""), Reply.Raw(200, "application/json", "[]"),
        ])
        {
            MiniMaxException e = await FailAsync(provider, stream, isRetried: false, reply);
            Assert.IsType<MiniMaxInvalidResponseException>(e);
        }
    }

    [Fact]
    public async Task Connection_Refused_IsRetried()
    {
        // A port on which nothing listens any more.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"http://{socket.LocalEndPoint}";
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("openai", new Uri(address), "key-1"), new() { Resilience = ResilientClient.ImmediateRetries });

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(3, e.Attempts.Count);
        Assert.All(e.Attempts, static attempt => Assert.Null(attempt.StatusCode));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Completion_AfterRetry_HasBothAttempts(string provider, bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "No."), Reply.Disconnect(), Reply.Text("one"));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { Resilience = ResilientClient.ImmediateRetries }, provider);

        ChatCompletion completion = await client.CallAsync(stream, _token);

        Assert.Equal("one", completion.Text);
        CallInfo call = completion.Call!;
        Assert.Equal(
            [(500, nameof(MiniMaxServerException)), (null, nameof(MiniMaxConnectionException)), (200, null)],
            call.Attempts.Select(static attempt => (attempt.StatusCode, attempt.Error)));
        Assert.All(call.Attempts, attempt => Assert.Equal(client.Adapter.Name, attempt.Provider));
        Assert.Equal(200, call.StatusCode);
        Assert.Equal(call.RequestId, call.Attempts[2].RequestId);
        Assert.Null(call.Attempts[1].RequestId);
        if (call.RequestId is not null)
            Assert.NotEqual(call.RequestId, call.Attempts[0].RequestId);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Attempts_OfOneCall_SendTheSameBytes(string provider, bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "No."), Reply.Error(503, "No."), Reply.Text("one"));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { Resilience = ResilientClient.ImmediateRetries }, provider);

        await client.CallAsync(stream, _token, new()
        {
            ClientRequestId = "mine-1",
            Headers = new Dictionary<string, string> { ["X-Mine"] = "2" },
        });

        Assert.Equal(3, _emulator.Requests.Count);
        RecordedRequest first = _emulator.Requests[0];
        Assert.All(_emulator.Requests, request =>
        {
            Assert.True(request.Body.Span.SequenceEqual(first.Body.Span));
            Assert.Equal((first.Method, first.Path, true), (request.Method, request.Path, request.HasValidKey));
            Assert.Equal(Headers(first), Headers(request));
        });

        // HttpClient adds a different traceparent to each attempt while another test listens to activities.
        static IEnumerable<KeyValuePair<string, string>> Headers(RecordedRequest request) =>
            request.Headers.Where(static header => header.Key != "traceparent").OrderBy(static header => header.Key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task MaxRetryAttempts_AnyNumber_IsTheNumberOfRetries(int retries)
    {
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Error(500, "No."), retries + 1)]);
        using ChatCompletionsClient client = _emulator.CreateResilientClient(
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxRetryAttempts = retries } });

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(retries + 1, e.Attempts.Count);
        Assert.Equal(retries + 1, _emulator.Requests.Count);
    }

    [Fact]
    public async Task None_TransientFailure_IsNotRetried()
    {
        _emulator.Enqueue(Reply.Error(500, "No."));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { Resilience = ResilienceOptions.None });
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));
        Assert.Single(e.Attempts);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("modelslab")]
    [InlineData("openai")]
    [InlineData("modelslab, messages")]
    [InlineData("anthropic")]
    public async Task Stream_LostAfterFirstChunk_IsNotRetried(string provider)
    {
        // The first event of the Messages API is already a chunk.
        foreach (int events in (int[])[1, 2, 3])
        {
            int before = _emulator.Requests.Count;
            _emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).CutAfterEvents(events));
            using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { Resilience = ResilientClient.ImmediateRetries }, provider);

            var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => client.CallAsync(stream: true, _token));

            Assert.Equal(
                new CallAttempt
                {
                    Provider = client.Adapter.Name,
                    StatusCode = 200,
                    Duration = e.Attempts[0].Duration,
                    Error = nameof(MiniMaxStreamInterruptedException),
                    RequestId = e.RequestId,
                    Delay = e.Attempts[0].Delay,
                },
                Assert.Single(e.Attempts));
            Assert.Equal(before + 1, _emulator.Requests.Count);
        }
    }

    [Theory]
    [InlineData("""{"base_resp":{"status_code":1000,"status_msg":"No."},"choices":null}""")]
    [InlineData("""{"error":{"message":"No.","type":"server_error"}}""")]
    public async Task TransientError_AfterFirstChunk_IsNotRetried(string error)
    {
        const string One = """{"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"one"}}]}""";
        _emulator.Enqueue(Reply.Stream(One, error));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { Resilience = ResilientClient.ImmediateRetries });

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: true, _token));

        Assert.True(e.IsTransient);
        Assert.Equal("one", e.Partial?.Text);
        Assert.Single(e.Attempts);
        Assert.Single(_emulator.Requests);
    }

    private static IEnumerable<(string Provider, bool Stream)> AllCalls(IEnumerable<string> providers) =>
        providers.SelectMany(static provider => (IEnumerable<(string, bool)>)[(provider, false), (provider, true)]);

    /// <summary>Fails every attempt and asserts that the provider received each attempt of the exception.</summary>
    private async Task<MiniMaxException> FailAsync(string provider, bool stream, bool isRetried, Reply reply)
    {
        int before = _emulator.Requests.Count;
        int expected = isRetried ? 3 : 1;
        _emulator.Enqueue([.. Enumerable.Repeat(reply, expected)]);
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { Resilience = ResilientClient.ImmediateRetries }, provider);

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CallAsync(stream, _token));

        Assert.Equal(isRetried, e.IsTransient);
        Assert.Equal(expected, e.Attempts.Count);
        Assert.Equal(expected, _emulator.Requests.Count - before);
        return e;
    }
}
