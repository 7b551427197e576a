using System.Globalization;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Tests of the costs that calls charge to a spend limit, and of the calls that it rejects.</summary>
public sealed class SpendLimitCallTests : EmulatorTest
{
    private readonly ManualClock _clock = new();
    private readonly ModelPrices _prices = new();
    private readonly RecordingLoggerFactory _log = new();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_LimitReached_ThrowsBeforeSending(bool stream)
    {
        SpendLimit limit = CreateLimit(1m);
        using ChatCompletionsClient client = CreateClient(EmulatedClient.AimlApi, limit);
        Emulator.Enqueue(ReplyWithCost("""{"usd_spent":1.25}"""));
        await client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        _clock.Advance(TimeSpan.FromMinutes(20));

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));

        Assert.Equal((1m, 1.25m, TimeSpan.FromMinutes(40)), (e.Limit, e.Spent, e.RetryAfter));
        Assert.Equal("aimlapi", e.Provider);
        Assert.False(e.IsTransient);
        Assert.Empty(e.Attempts);
        Assert.Equal(
            "The call to aimlapi was rejected because the spend limit is reached: 1.25 USD of 1 USD are spent.", e.Message);
        Assert.Single(Emulator.Requests);

        _clock.Advance(TimeSpan.FromMinutes(40));
        await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("""{"credits_used":6062,"usd_spent":0.003031}""", null, "0.003031")]
    [InlineData("""{"credits_used":6062}""", null, "0.003031")]
    [InlineData("""{}""", "0.5", "0.5")]
    public async Task CompleteAsync_ReportedCost_IsCharged(string usage, string? header, string spent)
    {
        SpendLimit limit = CreateLimit(10m);
        _prices.Set(MiniMaxModels.M2_1, new(1000m, 1000m));
        using ChatCompletionsClient client = CreateClient(EmulatedClient.AimlApi, limit);
        Reply reply = ReplyWithCost(usage);
        Emulator.Enqueue(header is null ? reply : reply.WithHeader("x-aimlapi-usd-spent", header));

        await client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal(decimal.Parse(spent, CultureInfo.InvariantCulture), limit.Spent);
    }

    [Theory]
    [InlineData(EmulatedClient.AimlApi, CostSource.Reported, false)]
    [InlineData(EmulatedClient.AimlApi, CostSource.Reported, true)]
    [InlineData(EmulatedClient.RunApi, CostSource.Estimated, false)]
    [InlineData(EmulatedClient.RunApi, CostSource.Estimated, true)]
    public async Task Call_CostOfTheResponse_IsTheChargedCost(string provider, CostSource source, bool stream)
    {
        SpendLimit limit = CreateLimit(10m);
        _prices.Set(MiniMaxModels.M2_1, new(0.5m, 2m));
        using ChatCompletionsClient client = CreateClient(provider, limit);
        Emulator.Enqueue(Reply.Text("Hello.", "A short answer will do.").WithUsage(123_457, 65_431));

        ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(source, completion.Cost!.Value.Source);
        Assert.Equal(completion.Cost.Value.Usd, limit.Spent);
        Assert.True(limit.Spent > 0.1m);
    }

    [Fact]
    public async Task Call_UnknownCost_LogsOneWarning()
    {
        SpendLimit limit = CreateLimit(10m, UnknownCost.Warn);
        using ChatCompletionsClient client = CreateClient(EmulatedClient.RunApi, limit);

        foreach (bool stream in (bool[])[false, true, false])
            await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(0m, limit.Spent);
        Assert.Equal(
            "Warning: The cost of MiniMax-M2.1 at runapi is unknown; the spend limit does not count it.",
            Assert.Single(_log.Messages));
    }

    [Fact]
    public async Task StreamAsync_AbandonedWithUnknownCost_LogsAWarning()
    {
        using ChatCompletionsClient client = CreateClient(EmulatedClient.RunApi, CreateLimit(10m, UnknownCost.Warn));
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
            break;

        Assert.Contains("is unknown", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_Fails_ChargesNothing(bool stream)
    {
        SpendLimit limit = CreateLimit(1m);
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m));
        using ChatCompletionsClient client = CreateClient(EmulatedClient.RunApi, limit);
        foreach (Reply reply in (Reply[])
            [
                Reply.Error(500, "Down."),
                Reply.Error(402, "No credits."),
                Reply.Disconnect(),
                Reply.InBandError(1008, "insufficient"),
                Reply.Raw(200, "text/html", "<html/>"),
            ])
        {
            Emulator.Enqueue(reply);
            await Assert.ThrowsAnyAsync<MiniMaxException>(
                () => client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));
        }

        Assert.Equal(0m, limit.Spent);
        Assert.DoesNotContain(_log.Messages, static line => line.Contains("the spend limit does not count it", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_Retried_IsChargedOnce(bool stream)
    {
        SpendLimit limit = CreateLimit(10m);
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        Emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi").WithUsage(2, 3));
        using ChatCompletionsClient client = CreateClient(EmulatedClient.RunApi, limit, EmulatedFailover.OneRetry);

        ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(2, completion.Call!.Attempts.Count);
        Assert.Equal(3m, limit.Spent);
    }

    [Fact]
    public async Task Limit_SharedByTwoClients_CountsBoth()
    {
        SpendLimit limit = CreateLimit(1m);
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        using ChatCompletionsClient one = CreateClient(EmulatedClient.AimlApi, limit);
        using ChatCompletionsClient two = CreateClient(EmulatedClient.RunApi, limit);
        Emulator.Enqueue(ReplyWithCost("""{"usd_spent":0.75}"""), Reply.Text("Hi").WithUsage(1, 1));

        await one.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        await two.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal(1.75m, limit.Spent);
        foreach (ChatCompletionsClient client in (ChatCompletionsClient[])[one, two])
        {
            var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
            Assert.Equal(client.Adapter.Name, e.Provider);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Failover_ProvidersShareALimit_ChargesTheResponseOnce(bool stream)
    {
        SpendLimit limit = CreateLimit(5m);
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        Emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi").WithUsage(4, 5));
        using EmulatedFailover failover = CreateFailover(limit);

        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        Assert.Equal(5m, limit.Spent);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));

        Assert.Equal("runapi", e.Provider);
        Assert.Equal(["OpenAICompatible", "RunApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Hedging_ProvidersShareALimit_ChargesTheUsedResponse(bool stream)
    {
        SpendLimit limit = CreateLimit(5m);
        TimeSpan delay = TimeSpan.FromSeconds(2);
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        Emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("Hi").WithUsage(4, 5));
        using EmulatedFailover failover = CreateFailover(limit, delay);
        Task timer = failover.Clock.WhenTimerStarts(delay);
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        RecordedRequest slow = await Emulator.WaitForRequestAsync(Token);
        await timer.WaitAsync(Token);

        failover.Clock.Advance(delay);

        await call.WaitAsync(Token);
        await slow.Aborted.WaitAsync(Token);
        Assert.Equal(5m, limit.Spent);
    }

    private static Reply ReplyWithCost(string usage) => Reply.Raw(200, "application/json",
        $$$"""
        {"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"promptTokens":7,"completionTokens":1},
         "meta":{"usage":{{{usage}}}}}
        """);

    private SpendLimit CreateLimit(decimal usd, UnknownCost unknown = UnknownCost.Reject) =>
        new(usd, TimeSpan.FromHours(1), _clock) { UnknownCost = unknown };

    private ChatCompletionsClient CreateClient(string provider, SpendLimit limit, ResilienceOptions? resilience = null) => new(
        Adapters.ForEmulator(Emulator, provider),
        new()
        {
            SpendLimit = limit,
            Prices = _prices,
            LoggerFactory = _log,
            TimeProvider = _clock,
            Resilience = resilience ?? ResilienceOptions.None,
        });

    private EmulatedFailover CreateFailover(SpendLimit limit, TimeSpan? hedgeAfter = null) => new(
        Emulator,
        [EmulatedClient.OpenAI, EmulatedClient.RunApi],
        new() { HedgeAfter = hedgeAfter },
        (_, options) => options with { SpendLimit = limit, Prices = _prices });
}
