using System.Globalization;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>What calls book on a limit on money, and what it refuses.</summary>
public sealed class BudgetTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly ModelPrices _prices = new();
    private readonly RecordingLoggerFactory _log = new();
    private MiniMaxEmulator _emulator = null!;

    public static TheoryData<bool> Modes { get; } = [false, true];

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_BeyondTheLimit_IsRefusedBeforeItIsSent(bool stream)
    {
        SpendLimit limit = Limit(1m);
        using ChatCompletionsClient client = Client(EmulatedClient.AimlApi, limit);
        _emulator.Enqueue(Costing("""{"usd_spent":1.25}"""));
        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        _clock.Advance(TimeSpan.FromMinutes(20));

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));

        Assert.Equal((1m, 1.25m, TimeSpan.FromMinutes(40)), (e.Limit, e.Spent, e.RetryAfter));
        Assert.Equal("aimlapi", e.Provider);
        Assert.False(e.IsTransient);
        Assert.Empty(e.Attempts);
        Assert.Equal(
            "The call to aimlapi was rejected because the spend limit is reached: 1.25 USD of 1 USD are spent.", e.Message);
        Assert.Single(_emulator.Requests);

        _clock.Advance(TimeSpan.FromMinutes(40));
        await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        Assert.Equal(2, _emulator.Requests.Count);
    }

    [Theory]
    [InlineData("""{"credits_used":6062,"usd_spent":0.003031}""", null, "0.003031")]
    [InlineData("""{"credits_used":6062}""", null, "0.003031")]
    [InlineData("""{}""", "0.5", "0.5")]
    public async Task Cost_ThatIsReported_IsBooked(string usage, string? header, string spent)
    {
        SpendLimit limit = Limit(10m);
        _prices.Set(MiniMaxModels.M2_1, new(1000m, 1000m));
        using ChatCompletionsClient client = Client(EmulatedClient.AimlApi, limit);
        Reply reply = Costing(usage);
        _emulator.Enqueue(header is null ? reply : reply.WithHeader("x-aimlapi-usd-spent", header));

        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(decimal.Parse(spent, CultureInfo.InvariantCulture), limit.Spent);
    }

    [Theory]
    [InlineData(EmulatedClient.AimlApi, CostSource.Reported, false)]
    [InlineData(EmulatedClient.AimlApi, CostSource.Reported, true)]
    [InlineData(EmulatedClient.RunApi, CostSource.Estimated, false)]
    [InlineData(EmulatedClient.RunApi, CostSource.Estimated, true)]
    public async Task Cost_OfAnAnswer_IsWhatIsBooked(string provider, CostSource source, bool stream)
    {
        SpendLimit limit = Limit(10m);
        _prices.Set(MiniMaxModels.M2_1, new(0.5m, 2m));
        using ChatCompletionsClient client = Client(provider, limit);
        _emulator.Enqueue(Reply.Text("Hello.", "A short answer will do.").WithUsage(123_457, 65_431));

        ChatCompletion answer = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(source, answer.Cost!.Value.Source);
        Assert.Equal(answer.Cost.Value.Usd, limit.Spent);
        Assert.True(limit.Spent > 0.1m);
    }

    [Fact]
    public async Task Cost_ThatNobodyTells_IsWarnedOfOnce()
    {
        SpendLimit limit = Limit(10m, UnknownCost.Warn);
        using ChatCompletionsClient client = Client(EmulatedClient.RunApi, limit);

        foreach (bool stream in (bool[])[false, true, false])
            await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(0m, limit.Spent);
        Assert.Equal(
            "Warning: The cost of MiniMax-M2.1 at runapi is unknown; the spend limit does not count it.",
            Assert.Single(_log.Messages));
    }

    [Fact]
    public async Task Cost_OfAStreamThatIsBrokenOffAndNobodyTells_IsWarnedOf()
    {
        using ChatCompletionsClient client = Client(EmulatedClient.RunApi, Limit(10m, UnknownCost.Warn));
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
            break;

        Assert.Contains("is not known", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_ThatFails_CostsNothing(bool stream)
    {
        SpendLimit limit = Limit(1m);
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m));
        using ChatCompletionsClient client = Client(EmulatedClient.RunApi, limit);
        foreach (Reply reply in (Reply[])
            [
                Reply.Error(500, "Down."), Reply.Error(402, "Pay."), Reply.Disconnect(), Reply.InBandError(1008, "insufficient"),
                Reply.Raw(200, "text/html", "<html/>"),
            ])
        {
            _emulator.Enqueue(reply);
            await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));
        }

        Assert.Equal(0m, limit.Spent);
        Assert.Empty(_log.Messages);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_ThatIsRetried_IsBookedOnce(bool stream)
    {
        SpendLimit limit = Limit(10m);
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        _emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi").WithUsage(2, 3));
        using ChatCompletionsClient client = Client(EmulatedClient.RunApi, limit, EmulatedFailover.OneRetry);

        ChatCompletion answer = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(2, answer.Call!.Attempts.Count);
        Assert.Equal(3m, limit.Spent);
    }

    [Fact]
    public async Task Limit_OfTwoClients_CountsBoth()
    {
        SpendLimit limit = Limit(1m);
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        using ChatCompletionsClient one = Client(EmulatedClient.AimlApi, limit);
        using ChatCompletionsClient two = Client(EmulatedClient.RunApi, limit);
        _emulator.Enqueue(Costing("""{"usd_spent":0.75}"""), Reply.Text("Hi").WithUsage(1, 1));

        await one.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await two.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(1.75m, limit.Spent);
        foreach (ChatCompletionsClient client in (ChatCompletionsClient[])[one, two])
        {
            var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
            Assert.Equal(client.Adapter.Name, e.Provider);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Failover_OfProvidersWithOneLimit_BooksTheAnswerOnce(bool stream)
    {
        SpendLimit limit = Limit(5m);
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        _emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi").WithUsage(4, 5));
        using EmulatedFailover failover = Failover(limit);

        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        Assert.Equal(5m, limit.Spent);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));

        Assert.Equal("runapi", e.Provider);
        Assert.Equal(["OpenAICompatible", "RunApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Hedging_OfProvidersWithOneLimit_BooksTheWinner(bool stream)
    {
        SpendLimit limit = Limit(5m);
        TimeSpan delay = TimeSpan.FromSeconds(2);
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        _emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("Hi").WithUsage(4, 5));
        using EmulatedFailover failover = Failover(limit, delay);
        Task timer = failover.Clock.WhenTimerStarts(delay);
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        RecordedRequest slow = await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);

        failover.Clock.Advance(delay);

        await call.WaitAsync(_token);
        await slow.Aborted.WaitAsync(_token);
        Assert.Equal(5m, limit.Spent);
    }

    private static Reply Costing(string usage) => Reply.Raw(200, "application/json",
        $$$"""
        {"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":1},
         "meta":{"usage":{{{usage}}}}}
        """);

    private SpendLimit Limit(decimal usd, UnknownCost unknown = UnknownCost.Reject) =>
        new(usd, TimeSpan.FromHours(1), _clock) { UnknownCost = unknown };

    private ChatCompletionsClient Client(string provider, SpendLimit limit, ResilienceOptions? resilience = null) => new(
        Adapters.ForEmulator(_emulator, provider),
        new()
        {
            SpendLimit = limit,
            Prices = _prices,
            LoggerFactory = _log,
            TimeProvider = _clock,
            Resilience = resilience ?? ResilienceOptions.None,
        });

    private EmulatedFailover Failover(SpendLimit limit, TimeSpan? hedgeAfter = null) => new(
        _emulator,
        [EmulatedClient.OpenAI, EmulatedClient.RunApi],
        new() { HedgeAfter = hedgeAfter },
        (_, options) => options with { SpendLimit = limit, Prices = _prices });
}
