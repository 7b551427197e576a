using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Bulk runs with a <see cref="ModelRateLimiter"/> against a server with limits, on a manual clock.</summary>
public sealed class BulkRateLimitTests
{
    private const int Concurrency = 64;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(300_000)]
    public async Task CompleteManyAsync_ConfiguredLimits_GetsNoRejectionAndLosesNoRequest(int tokensPerMinute)
    {
        const int Count = 5_000;
        await using MiniMaxEmulator emulator = await StartAsync(
            new() { RequestsPerMinute = 200, TokensPerMinute = tokensPerMinute });
        using ModelRateLimiter limiter = Create(new() { RequestsPerMinute = 200, TokensPerMinute = tokensPerMinute });
        using ChatCompletionsClient client = CreateClient(emulator, limiter);

        List<BulkResult> results = await RunAsync(client, limiter, Count);

        Assert.Equal(Enumerable.Range(0, Count), results.Select(static result => (int)result.Index).Order());
        Assert.All(results, static result => Assert.Equal((0, 1), (result.Requeues, result.Completion?.Call!.Attempts.Count)));
        // The margin of a second per minute, and reservations that do not fit, leave some of a limit unused.
        long tokens = results.Sum(static result => result.Completion!.Usage is { } usage
            ? usage.PromptTokens!.Value + usage.CompletionTokens!.Value
            : 0);
        double minutes = Math.Max(Count / 200.0, (double)tokens / tokensPerMinute);
        Assert.InRange((_clock.GetUtcNow() - ManualClock.Start).TotalMinutes, minutes - 1, minutes * 1.1);
    }

    [Fact]
    public async Task CompleteManyAsync_UnknownLimit_LearnsItAndLosesNoRequest()
    {
        const int Count = 2_000;
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 200 });
        using ModelRateLimiter limiter = Create(new());
        using ChatCompletionsClient client = CreateClient(emulator, limiter);

        List<BulkResult> results = await RunAsync(client, limiter, Count);

        Assert.Equal(Enumerable.Range(0, Count), results.Select(static result => (int)result.Index).Order());
        Assert.All(results, static result => Assert.Null(result.Error));
        // In the first minute at most as many as run at once; later, those by which a raised limit is too high, which depends on
        // how the raises and the minutes of the provider coincide. Without a learned limit, as many as run at once in each of
        // the ten minutes.
        int rejections = results.Sum(static result => result.Requeues);
        Assert.InRange(rejections, 1, 6 * Concurrency);
    }

    [Fact]
    public async Task CompleteManyAsync_WaitIsLongerThanTheTotalTimeout_SendsTheRequestLater()
    {
        const int Count = 8;
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1 });
        using ModelRateLimiter limiter = Create(new() { RequestsPerMinute = 1 });
        using ChatCompletionsClient client = CreateClient(emulator, limiter, TimeSpan.FromSeconds(150));

        List<BulkResult> results = await RunAsync(client, limiter, Count);

        Assert.Equal(Count, results.Count);
        Assert.All(results, static result => Assert.Equal(1, result.Completion?.Call!.Attempts.Count));
        Assert.Contains(results, static result => result.Requeues > 0);
    }

    /// <summary>Advances the clock whenever no request is on its way.</summary>
    private async Task<List<BulkResult>> RunAsync(ChatCompletionsClient inner, ModelRateLimiter limiter, int count)
    {
        var client = new CountingClient(inner);
        var results = new List<BulkResult>(count);
        var options = new BulkOptions { MaxConcurrency = Concurrency, TimeProvider = _clock, Progress = client };
        IEnumerable<ChatCompletionRequest> requests = Enumerable.Range(0, count).Select(static number =>
            new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = [ChatMessage.User($"Number {number}")] });
        Task run = Task.Run(
            async () =>
            {
                await foreach (BulkResult result in client.CompleteManyAsync(requests, options, _token))
                    results.Add(result);
            },
            _token);
        while (!run.IsCompleted)
        {
            if (client.IsWaiting(limiter))
                _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await run;
        return results;
    }

    private Task<MiniMaxEmulator> StartAsync(EmulatorRateLimit limit) => MiniMaxEmulator.StartAsync(
        new()
        {
            RateLimit = limit,
            TimeProvider = _clock,
            MaxRecordedRequests = 1,
            Responder = static request => Reply.Text("Yes.").WithUsage(20, 1_900 + ((request.Text.Length * 37) % 200)),
        },
        _token);

    private ModelRateLimiter Create(ModelRateLimit limit) => new(new() { DefaultLimit = limit, TimeProvider = _clock });

    private ChatCompletionsClient CreateClient(MiniMaxEmulator emulator, ModelRateLimiter limiter, TimeSpan? timeout = null) =>
        new(new MiniMaxAdapter(emulator.ApiKey, new() { BaseAddress = emulator.MiniMax }), new()
        {
            TimeProvider = _clock,
            Timeout = timeout ?? TimeSpan.FromMinutes(10),
            Resilience = ResilienceOptions.None with { RateLimiter = limiter },
        });

    /// <summary>Counts the calls that run, and learns from the progress that the run may pause.</summary>
    private sealed class CountingClient(IChatCompletionsClient inner) : IChatCompletionsClient, IProgress<BulkProgress>
    {
        private readonly object _lock = new();
        private int _runningCount;
        private volatile bool _canPause;

        /// <summary>Determines whether all running calls wait for the limiter, or the run may pause after a rejection.</summary>
        public bool IsWaiting(ModelRateLimiter limiter)
        {
            // No call starts or ends between the two counts.
            lock (_lock)
                return limiter.GetStatistics().CurrentQueuedCount == _runningCount && (_runningCount > 0 || _canPause);
        }

        public async Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken)
        {
            CountCall(1);
            try
            {
                return await inner.CompleteAsync(request, cancellationToken);
            }
            finally
            {
                CountCall(-1);
            }
        }

        public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Report(BulkProgress value) => _canPause |= value.Requeued > 0;

        private void CountCall(int change)
        {
            lock (_lock)
                _runningCount += change;
        }
    }
}
