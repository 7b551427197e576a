using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The delays before a retry that responses require.</summary>
public sealed class RetryAfterTests : IAsyncLifetime
{
    private const string Now = "Fri, 02 Jan 2026 03:04:05 GMT";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    /// <summary>A header, the <c>Date</c> header and the delay in seconds.</summary>
    public static TheoryData<string, string, double> Waits { get; } = new()
    {
        { "1", Now, 1 },
        { "30", Now, 30 },
        { "030", Now, 30 },
        { "1.5", Now, 1.5 },
        { " 7 ", Now, 7 },
        { "Fri, 02 Jan 2026 03:04:17 GMT", Now, 12 },
        // The server's clock is an hour or a day behind that of the client.
        { "Fri, 02 Jan 2026 02:04:17 GMT", "Fri, 02 Jan 2026 02:04:05 GMT", 12 },
        { "Sat, 03 Jan 2026 03:04:17 GMT", "Sat, 03 Jan 2026 03:04:05 GMT", 12 },
    };

    /// <summary>Headers without a delay or with an invalid one.</summary>
    public static TheoryData<string, double?> None { get; } = new()
    {
        { "0", 0 },
        { "0.0", 0 },
        { "Fri, 02 Jan 2026 03:04:05 GMT", 0 },
        { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
        { "", null },
        { "soon", null },
        { "-1", null },
        { "+1", null },
        { "1,5", null },
        { "1e3", null },
        { "30s", null },
        { "NaN", null },
        { "Infinity", null },
        { "-Infinity", null },
        { "00:00:30", null },
    };

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Header_WithinMaxRetryAfter_DelaysRetry(string header, string date, double seconds)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            foreach (string provider in (string[])["aimlapi", "openai", "anthropic"])
            {
                Reply reply = Reply.Error(429, "Busy.").WithHeader("Retry-After", header).WithHeader("Date", date);
                await AssertDelayAsync(Client(provider), stream, reply, TimeSpan.FromSeconds(seconds));
            }
        }
    }

    [Theory]
    [InlineData(503)]
    [InlineData(529)]
    [InlineData(500)]
    [InlineData(408)]
    public async Task Header_AnyTransientStatus_DelaysRetry(int status) => await AssertDelayAsync(
        Client(), stream: true, Reply.Error(status, "Busy.").WithHeader("Retry-After", "3"), TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Header_DateWithoutDateHeader_IsMeasuredByTheClock()
    {
        using var http = new HttpClient(new DateTaker());
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "openai"), http, Options());
        Reply reply = Reply.Error(429, "Busy.").WithHeader("Retry-After", "Fri, 02 Jan 2026 03:04:25 GMT");
        await AssertDelayAsync(client, stream: false, reply, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(None))]
    public async Task Header_NoValidDelay_UsesRetryDelay(string header, double? seconds)
    {
        Reply reply = Reply.Error(429, "Busy.").WithHeader("Retry-After", header).WithHeader("Date", Now);
        foreach (bool stream in (bool[])[false, true])
        {
            _emulator.Enqueue(reply, Reply.Text("one"), reply);
            using ChatCompletionsClient client = Client();
            Assert.Equal(2, (await client.CallAsync(stream, _token)).Call!.Attempts.Count);

            using ChatCompletionsClient impatient = _emulator.CreateResilientClient(new() { Resilience = ResilienceOptions.None });
            var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => impatient.CallAsync(stream, _token));
            Assert.Equal(seconds, e.RetryAfter?.TotalSeconds);
        }
    }

    [Theory]
    [InlineData("31")]
    [InlineData("30.001")]
    [InlineData("345600")]
    [InlineData("99999999999999999999")]
    [InlineData("Fri, 02 Jan 2026 03:04:36 GMT")]
    [InlineData("Tue, 06 Jan 2026 03:04:05 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task Header_BeyondMaxRetryAfter_FailsImmediatelyWithRetryAfter(string header)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            int before = _emulator.Requests.Count;
            _emulator.Enqueue(Reply.Error(429, "Busy.").WithHeader("Retry-After", header).WithHeader("Date", Now));
            using ChatCompletionsClient client = Client();

            var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream, _token));

            Assert.True(e.RetryAfter > TimeSpan.FromSeconds(30));
            Assert.True(e.IsTransient);
            Assert.Single(e.Attempts);
            Assert.Equal(before + 1, _emulator.Requests.Count);
        }
    }

    [Fact]
    public async Task Header_FourDays_IsReported()
    {
        _emulator.Enqueue(
            Reply.Error(429, "Busy.").WithHeader("Retry-After", "345600"),
            Reply.Error(429, "Busy.").WithHeader("Retry-After", "Tue, 06 Jan 2026 03:04:05 GMT").WithHeader("Date", Now));
        using ChatCompletionsClient client = Client();
        for (int i = 0; i < 2; i++)
        {
            var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));
            Assert.Equal(TimeSpan.FromDays(4), e.RetryAfter);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(60, 61)]
    public async Task MaxRetryAfter_Set_LimitsTheDelay(int cap, int beyond)
    {
        ResilienceOptions resilience = ResilientClient.ImmediateRetries with { MaxRetryAfter = TimeSpan.FromSeconds(cap) };
        if (cap > 0)
        {
            await AssertDelayAsync(
                Client(resilience: resilience), stream: false,
                Reply.Error(503, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(cap)), TimeSpan.FromSeconds(cap));
        }

        _emulator.Enqueue(Reply.Error(503, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(beyond)));
        using ChatCompletionsClient client = Client(resilience: resilience);
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));
        Assert.Equal(TimeSpan.FromSeconds(beyond), e.RetryAfter);
        Assert.Single(e.Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Header_BeyondRemainingTime_FailsImmediatelyWithRetryAfter(bool stream)
    {
        var response = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Error(503, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(20)).HoldUntil(response.Task));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(Options() with { Timeout = TimeSpan.FromSeconds(34) });

        Task<ChatCompletion> call = client.CallAsync(stream, _token);
        await _emulator.WaitForRequestAsync(_token);
        _clock.Advance(TimeSpan.FromSeconds(15));
        response.SetResult();

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => call.WaitAsync(_token));
        Assert.Equal(TimeSpan.FromSeconds(20), e.RetryAfter);
        Assert.Single(e.Attempts);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("modelslab, messages")]
    public async Task Body_ModelsLabDelay_DelaysRetry(string provider)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            Reply reply = Reply.Error(429, "Rate limit exceeded. Maximum 5 queued requests allowed.");
            await AssertDelayAsync(Client(provider), stream, reply, TimeSpan.FromSeconds(30));
            await AssertDelayAsync(Client(provider), stream, reply.WithRetryAfter(TimeSpan.FromSeconds(9)), TimeSpan.FromSeconds(9));

            _emulator.Enqueue(reply.WithRetryAfter(TimeSpan.FromDays(4)));
            using ChatCompletionsClient client = Client(provider);
            var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream, _token));
            Assert.Equal(TimeSpan.FromDays(4), e.RetryAfter);
            Assert.Single(e.Attempts);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    [InlineData("1e300")]
    [InlineData("[30]")]
    [InlineData("{\"seconds\":30}")]
    public async Task Body_NoValidDelay_UsesRetryDelay(string wait)
    {
        _emulator.Enqueue(
            Reply.Raw(429, "application/json", $$"""{"status":"error","message":"Busy.","retry_after":{{wait}}}"""),
            Reply.Text("one"));
        using ChatCompletionsClient client = Client("modelslab");
        Assert.Equal(2, (await client.CallAsync(stream: false, _token)).Call!.Attempts.Count);
    }

    [Fact]
    public async Task Header_WithBodyDelay_TakesPrecedence()
    {
        Reply reply = Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(9)).WithHeader("Retry-After", "4");
        await AssertDelayAsync(Client("modelslab"), stream: false, reply, TimeSpan.FromSeconds(4));
    }

    private ChatCompletionsClientOptions Options() => new() { Resilience = ResilientClient.ImmediateRetries, TimeProvider = _clock };

    private ChatCompletionsClient Client(string provider = "openai", ResilienceOptions? resilience = null) =>
        _emulator.CreateResilientClient(Options() with { Resilience = resilience ?? ResilientClient.ImmediateRetries }, provider);

    /// <summary>Fails a call once and asserts that the retry is sent after the delay with at most its jitter.</summary>
    private async Task AssertDelayAsync(ChatCompletionsClient client, bool stream, Reply failure, TimeSpan delay)
    {
        using (client)
        {
            _emulator.Enqueue(failure, Reply.Text("one"));
            Task<TimeSpan> waiting = _clock.WhenTimerStarts(due => due >= delay && due <= delay * 1.1);
            Task<ChatCompletion> call = client.CallAsync(stream, _token);
            TimeSpan wait = await waiting.WaitAsync(_token);
            _clock.Advance(wait);

            ChatCompletion completion = await call.WaitAsync(_token);
            Assert.Equal([TimeSpan.Zero, wait], completion.Call!.Attempts.Select(static attempt => attempt.Delay));
        }
    }

    /// <summary>A handler that removes the <c>Date</c> header.</summary>
    private sealed class DateTaker() : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            response.Headers.Date = null;
            return response;
        }
    }
}
