using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Fuzz;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests of bulk runs over sockets: rejections, broken connections, an open circuit, the spend limit.</summary>
public sealed class BulkWireTests
{
    private static readonly BulkOptions ShortDelay = new() { RateLimitDelay = TimeSpan.FromMilliseconds(1), MaxRequeues = 1000 };

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task CompleteManyAsync_RejectionsAndBrokenConnections_ReturnsOneResultForEachRequest()
    {
        var random = new SeededRandom(7);
        int rejections = 0;
        ServerScript response = ServerScript.Json(200, SampleResponse.OpenAI.Body);
        await using var server = FaultServer.Start((_, _) =>
        {
            int number;
            lock (random)
            {
                number = random.Next(6);
                rejections += number < 2 ? 1 : 0;
            }

            return number switch
            {
                0 => ServerScript.Json(429, """{"error":{"message":"Too many requests"}}"""),
                1 => ServerScript.Json(529, """{"error":{"message":"Overloaded"}}"""),
                2 => ServerScript.Empty.Reset(),
                _ => response,
            };
        });
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "openai"), new() { Resilience = ResilienceOptions.None });

        List<BulkResult> results = await client.CompleteManyAsync(CreateRequests(300), ShortDelay, _token).ReadAllAsync();

        Assert.Equal(Enumerable.Range(0, 300), results.Select(static result => (int)result.Index).Order());
        BulkResult[] succeeded = [.. results.Where(static result => result.Completion is not null)];
        Assert.InRange(succeeded.Length, 1, 299);
        Assert.All(succeeded, static result => Assert.Equal(SampleResponse.Text, result.Completion!.Text));
        Assert.All(results.Except(succeeded), static result => Assert.IsType<MiniMaxConnectionException>(result.Error));
        Assert.NotEqual(0, rejections);
        Assert.Equal(rejections, results.Sum(static result => result.Requeues));
    }

    [Fact]
    public async Task CompleteManyAsync_CircuitOpens_WaitsForItAndCompletesAllRequests()
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
        Task firstDelay = clock.WhenTimerStarts(TimeSpan.FromSeconds(1));
        Task circuitDelay = clock.WhenTimerStarts(TimeSpan.FromSeconds(13));
        Task<List<BulkResult>> run = client.CompleteManyAsync(
            CreateRequests(5), new() { TimeProvider = clock, MaxConcurrency = 1 }, _token).ReadAllAsync();
        Task secondDelay = clock.WhenTimerStarts(TimeSpan.FromSeconds(2));
        await firstDelay.WaitAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(1));
        await secondDelay.WaitAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(2));
        await circuitDelay.WaitAsync(_token);
        Assert.Equal(2, emulator.Requests.Count);
        clock.Advance(TimeSpan.FromSeconds(13));

        List<BulkResult> results = await run.WaitAsync(_token);

        Assert.All(results, static result => Assert.NotNull(result.Completion));
        Assert.Equal((5, 7), (results.Count, emulator.Requests.Count));
    }

    [Fact]
    public async Task CompleteManyAsync_SpendLimitReached_ThrowsAfterTheResultsOfTheRequestsRead()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        var limit = new SpendLimit(0.0005m, Timeout.InfiniteTimeSpan);
        using ChatCompletionsClient client = emulator.CreateClient(EmulatedClient.AimlApi, new() { SpendLimit = limit });
        var results = new List<BulkResult>();
        var options = new BulkOptions { MaxConcurrency = 4, InOrder = true };

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(async () =>
        {
            await foreach (BulkResult result in client.CompleteManyAsync(CreateRequests(10_000), options, _token))
                results.Add(result);
        });

        Assert.Equal(limit.Limit, e.Limit);
        Assert.Equal(Enumerable.Range(0, results.Count), results.Select(static result => (int)result.Index));
        int succeeded = results.Count(static result => result.Completion is not null);
        Assert.Equal(emulator.Requests.Count, succeeded);
        Assert.InRange(results.Count - succeeded, 1, 5);
        Assert.All(
            results, static result => Assert.True(result.Completion is not null || result.Error is MiniMaxBudgetException));
        Assert.Equal(limit.Spent, results.Sum(static result => result.Completion?.Cost?.Usd ?? 0));
    }

    private static IEnumerable<ChatCompletionRequest> CreateRequests(int count) =>
        Enumerable.Range(0, count).Select(static number => EmulatedClient.CreateRequest($"{number}"));
}
