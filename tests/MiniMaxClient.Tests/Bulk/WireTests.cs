using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Fuzz;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Many requests over real sockets: storms of refusals, an open circuit, a limit on money.</summary>
public sealed class WireTests
{
    private static readonly BulkOptions Hasty = new() { RateLimitDelay = TimeSpan.FromMilliseconds(1), MaxRequeues = 1000 };

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task Storm_OfRefusalsAndBrokenConnections_LosesNothing()
    {
        var dice = new SeededRandom(7);
        int refusals = 0;
        ServerScript answer = ServerScript.Json(200, SampleResponse.OpenAI.Body);
        await using var server = FaultServer.Start((_, _) =>
        {
            int number;
            lock (dice)
            {
                number = dice.Next(6);
                refusals += number < 2 ? 1 : 0;
            }

            return number switch
            {
                0 => ServerScript.Json(429, """{"error":{"message":"Too many requests"}}"""),
                1 => ServerScript.Json(529, """{"error":{"message":"Overloaded"}}"""),
                2 => ServerScript.Empty.Reset(),
                _ => answer,
            };
        });
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "openai"), new() { Resilience = ResilienceOptions.None });

        List<BulkResult> results = await ReadAsync(client, 300, Hasty);

        Assert.Equal(Enumerable.Range(0, 300), results.Select(static result => (int)result.Index).Order());
        BulkResult[] answered = [.. results.Where(static result => result.Completion is not null)];
        Assert.InRange(answered.Length, 1, 299);
        Assert.All(answered, static result => Assert.Equal(SampleResponse.Text, result.Completion!.Text));
        Assert.All(results.Except(answered), static result => Assert.IsType<MiniMaxConnectionException>(result.Error));
        Assert.NotEqual(0, refusals);
        Assert.Equal(refusals, results.Sum(static result => result.Requeues));
    }

    [Fact]
    public async Task Circuit_ThatOpens_IsWaitedForAndCostsNoRequestItsAnswer()
    {
        var clock = new ManualClock();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue([.. Enumerable.Repeat(Reply.Error(529, "Overloaded"), 2)]);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"), new()
        {
            TimeProvider = clock,
            Resilience = new()
            {
                MaxRetryAttempts = 0,
                CircuitBreaker = new() { MinimumThroughput = 2, FailureRatio = 0.5, BreakDuration = TimeSpan.FromSeconds(15) },
            },
        });
        Task first = clock.WhenTimerStarts(TimeSpan.FromSeconds(1));
        Task circuit = clock.WhenTimerStarts(TimeSpan.FromSeconds(13));
        Task<List<BulkResult>> reading = ReadAsync(client, 5, new() { TimeProvider = clock, MaxConcurrency = 1 });
        Task second = clock.WhenTimerStarts(TimeSpan.FromSeconds(2));
        await first.WaitAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(1));
        await second.WaitAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(2));
        await circuit.WaitAsync(_token);
        Assert.Equal(2, emulator.Requests.Count);
        clock.Advance(TimeSpan.FromSeconds(13));

        List<BulkResult> results = await reading.WaitAsync(_token);

        Assert.All(results, static result => Assert.NotNull(result.Completion));
        Assert.Equal((5, 7), (results.Count, emulator.Requests.Count));
    }

    [Fact]
    public async Task SpendLimit_OfTheClient_EndsTheRunAndEveryRequestThatWasTakenHasItsResult()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        var limit = new SpendLimit(0.0005m, Timeout.InfiniteTimeSpan);
        using ChatCompletionsClient client = emulator.CreateClient(EmulatedClient.AimlApi, new() { SpendLimit = limit });
        var results = new List<BulkResult>();
        var options = new BulkOptions { MaxConcurrency = 4, InOrder = true };

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(async () =>
        {
            await foreach (BulkResult result in client.CompleteManyAsync(Requests(10_000), options, _token))
                results.Add(result);
        });

        Assert.Equal(limit.Limit, e.Limit);
        Assert.Equal(Enumerable.Range(0, results.Count), results.Select(static result => (int)result.Index));
        int answered = results.Count(static result => result.Completion is not null);
        Assert.Equal(emulator.Requests.Count, answered);
        Assert.InRange(results.Count - answered, 1, 5);
        Assert.All(results, static result => Assert.True(result.Completion is not null || result.Error is MiniMaxBudgetException));
        Assert.Equal(limit.Spent, results.Sum(static result => result.Completion?.Cost?.Usd ?? 0));
    }

    private async Task<List<BulkResult>> ReadAsync(IChatCompletionsClient client, int count, BulkOptions options)
    {
        var results = new List<BulkResult>();
        await foreach (BulkResult result in client.CompleteManyAsync(Requests(count), options, _token))
            results.Add(result);
        return results;
    }

    private static IEnumerable<ChatCompletionRequest> Requests(int count) =>
        Enumerable.Range(0, count).Select(static number => EmulatedClient.CreateRequest($"{number}"));
}
