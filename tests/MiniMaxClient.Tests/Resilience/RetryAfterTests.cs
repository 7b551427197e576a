using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Waits that a provider asks for: obeyed, or told at once.</summary>
public sealed class RetryAfterTests : IAsyncLifetime
{
    private const string Now = "Fri, 02 Jan 2026 03:04:05 GMT";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    /// <summary>A header, the <c>Date</c> beside it, and the seconds that it asks for.</summary>
    public static TheoryData<string, string, double> Waits { get; } = new()
    {
        { "1", Now, 1 },
        { "30", Now, 30 },
        { "030", Now, 30 },
        { "1.5", Now, 1.5 },
        { " 7 ", Now, 7 },
        { "Fri, 02 Jan 2026 03:04:17 GMT", Now, 12 },
        // The server's clock is an hour behind the machine's, and a day before it.
        { "Fri, 02 Jan 2026 02:04:17 GMT", "Fri, 02 Jan 2026 02:04:05 GMT", 12 },
        { "Sat, 03 Jan 2026 03:04:17 GMT", "Sat, 03 Jan 2026 03:04:05 GMT", 12 },
    };

    /// <summary>Headers that ask for no wait, or for nothing that can be read.</summary>
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
    public async Task Header_WithinTheCap_IsWaitedFor(string header, string date, double seconds)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            foreach (string provider in (string[])["aimlapi", "openai", "anthropic"])
            {
                Reply reply = Reply.Error(429, "Busy.").WithHeader("Retry-After", header).WithHeader("Date", date);
                await WaitAsync(Client(provider), stream, reply, TimeSpan.FromSeconds(seconds));
            }
        }
    }

    [Theory]
    [InlineData(503)]
    [InlineData(529)]
    [InlineData(500)]
    [InlineData(408)]
    public async Task Header_OfAnyTransientStatus_IsWaitedFor(int status) => await WaitAsync(
        Client(), stream: true, Reply.Error(status, "Busy.").WithHeader("Retry-After", "3"), TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Header_WithADateWhereTheServerTellsNoDate_IsMeasuredByTheClock()
    {
        using var http = new HttpClient(new DateTaker());
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "openai"), http, Options());
        Reply reply = Reply.Error(429, "Busy.").WithHeader("Retry-After", "Fri, 02 Jan 2026 03:04:25 GMT");
        await WaitAsync(client, stream: false, reply, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(None))]
    public async Task Header_WithoutAWait_LeavesTheUsualOne(string header, double? seconds)
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
    public async Task Header_BeyondTheCap_FailsAtOnceWithTheWait(string header)
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
    public async Task Header_OfFourDays_IsFourDays()
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
    public async Task MaxRetryAfter_OfTheCallers_IsTheCap(int cap, int beyond)
    {
        ResilienceOptions resilience = ResilientClient.ImmediateRetries with { MaxRetryAfter = TimeSpan.FromSeconds(cap) };
        if (cap > 0)
        {
            await WaitAsync(
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
    public async Task Header_BeyondWhatIsLeftOfTheTotalLimit_FailsAtOnceWithTheWait(bool stream)
    {
        var answer = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Error(503, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(20)).HoldUntil(answer.Task));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(Options() with { Timeout = TimeSpan.FromSeconds(34) });

        Task<ChatCompletion> call = client.CallAsync(stream, _token);
        await _emulator.WaitForRequestAsync(_token);
        _clock.Advance(TimeSpan.FromSeconds(15));
        answer.SetResult();

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => call.WaitAsync(_token));
        Assert.Equal(TimeSpan.FromSeconds(20), e.RetryAfter);
        Assert.Single(e.Attempts);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("modelslab, messages")]
    public async Task Body_OfModelsLab_IsObeyedAsAHeaderIs(string provider)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            Reply reply = Reply.Error(429, "Rate limit exceeded. Maximum 5 queued requests allowed.");
            await WaitAsync(Client(provider), stream, reply, TimeSpan.FromSeconds(30));
            await WaitAsync(Client(provider), stream, reply.WithRetryAfter(TimeSpan.FromSeconds(9)), TimeSpan.FromSeconds(9));

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
    public async Task Body_WithoutAWait_LeavesTheUsualOne(string wait)
    {
        _emulator.Enqueue(
            Reply.Raw(429, "application/json", $$"""{"status":"error","message":"Busy.","retry_after":{{wait}}}"""),
            Reply.Text("one"));
        using ChatCompletionsClient client = Client("modelslab");
        Assert.Equal(2, (await client.CallAsync(stream: false, _token)).Call!.Attempts.Count);
    }

    [Fact]
    public async Task Header_BesideABody_ComesFirst()
    {
        Reply reply = Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(9)).WithHeader("Retry-After", "4");
        await WaitAsync(Client("modelslab"), stream: false, reply, TimeSpan.FromSeconds(4));
    }

    private ChatCompletionsClientOptions Options() => new() { Resilience = ResilientClient.ImmediateRetries, TimeProvider = _clock };

    private ChatCompletionsClient Client(string provider = "openai", ResilienceOptions? resilience = null) =>
        _emulator.CreateResilientClient(Options() with { Resilience = resilience ?? ResilientClient.ImmediateRetries }, provider);

    /// <summary>Fails a call once: the retry must come after the wait, and not much later.</summary>
    private async Task WaitAsync(ChatCompletionsClient client, bool stream, Reply failure, TimeSpan asked)
    {
        using (client)
        {
            _emulator.Enqueue(failure, Reply.Text("one"));
            Task<TimeSpan> waiting = _clock.WhenTimerStarts(due => due >= asked && due <= asked * 1.1);
            Task<ChatCompletion> call = client.CallAsync(stream, _token);
            TimeSpan wait = await waiting.WaitAsync(_token);
            _clock.Advance(wait);

            ChatCompletion answer = await call.WaitAsync(_token);
            Assert.Equal([TimeSpan.Zero, wait], answer.Call!.Attempts.Select(static attempt => attempt.Delay));
        }
    }

    /// <summary>A proxy that lets no <c>Date</c> through.</summary>
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
