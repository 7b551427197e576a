using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>What the app brings to a run never delays the end of the run.</summary>
public sealed class BulkRunTests : IDisposable
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _isInputClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static MatrixTheoryData<string, bool, bool> Ends { get; } =
        new(["token", "enumeration", "break"], [false, true], [false, true]);

    public void Dispose()
    {
        // A thread that waits for it still is to go on.
        _release.Set();
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Input_ThatBlocks_DoesNotDelayTheEnd(string end, bool inOrder, bool isAsynchronous)
    {
        var never = new TaskCompletionSource();
        var client = new StubClient();
        Task reading = EndAsync(
            options => (token) => isAsynchronous
                ? client.CompleteManyAsync(Stuck(never.Task), options, token)
                : client.CompleteManyAsync(Blocked(), options, token),
            end,
            inOrder);

        await reading.WaitAsync(_token);
        Assert.False(_isInputClosed.Task.IsCompleted);

        // Once it returns it is disposed of, and what it returned is not sent.
        _release.Set();
        never.SetResult();
        await _isInputClosed.Task.WaitAsync(_token);
        Assert.Equal([0], client.RequestedNumbers);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Client_ThatIgnoresItsToken_DoesNotDelayTheEnd(string end, bool inOrder, bool blocks)
    {
        var never = new TaskCompletionSource<ChatCompletion>();
        var client = new StubClient((number, token) =>
        {
            if (number == 0)
                return Task.FromResult(StubClient.CreateCompletion(0));
            if (blocks)
                token.Register(() => _release.Wait(_token));
            _reached.TrySetResult();
            return never.Task;
        });

        await EndAsync(options => token => client.CompleteManyAsync(StubClient.CreateRequests(8), options, token), end, inOrder)
            .WaitAsync(_token);

        _release.Set();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Progress_ThatBlocks_HoldsUpNeitherTheResultsNorTheEnd(bool inOrder)
    {
        var blocking = new Blocking(this);
        var client = new StubClient(static async (number, _) =>
        {
            await Task.Yield();
            return StubClient.CreateCompletion(number);
        });
        var read = new List<long>();
        await Task.Run(
            async () =>
            {
                await foreach (BulkResult result in client.CompleteManyAsync(
                    StubClient.CreateRequests(8), new() { InOrder = inOrder, Progress = blocking }, _token))
                {
                    read.Add(result.Index);
                    if (read.Count == 8)
                        break;
                }
            },
            _token).WaitAsync(_token);

        Assert.Equal(Enumerable.Range(0, 8).Select(static i => (long)i), read.Order());
        await _reached.Task.WaitAsync(_token);
        Assert.Equal(1, blocking.Reports);
        _release.Set();
    }

    [Fact]
    public async Task Costs_BeyondTheRangeOfADecimal_EndInTheLargest()
    {
        const decimal huge = 50_000_000_000_000_000_000_000_000_000m;
        var client = new StubClient(static (number, _) => Task.FromResult(
            StubClient.CreateCompletion(number) with { Meta = new() { Usage = new() { UsdSpent = huge } } }));
        var reports = new List<BulkProgress>();
        int results = 0;

        await foreach (BulkResult _ in client.CompleteManyAsync(
            StubClient.CreateRequests(3), new() { MaxConcurrency = 1, Progress = new Recorded(reports) }, _token))
        {
            results++;
        }

        Assert.Equal(3, results);
        Assert.Equal(new Cost { Usd = decimal.MaxValue, Source = CostSource.Reported }, reports[^1].Cost);
    }

    /// <summary>Reads the first result, waits until the run is stuck, and ends it.</summary>
    private async Task EndAsync(
        Func<BulkOptions, Func<CancellationToken, IAsyncEnumerable<BulkResult>>> start, string end, bool inOrder)
    {
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<BulkResult> results = start(new() { InOrder = inOrder, MaxConcurrency = 4 })
            (end == "token" ? source.Token : _token)
            .GetAsyncEnumerator(end == "enumeration" ? source.Token : CancellationToken.None);
        Assert.True(await results.MoveNextAsync());
        await _reached.Task;
        if (end != "break")
        {
            Task<bool> moving = results.MoveNextAsync().AsTask();
            source.Cancel();
            var e = await Assert.ThrowsAsync<OperationCanceledException>(() => moving);
            Assert.Equal(source.Token, e.CancellationToken);
        }

        await results.DisposeAsync();
    }

    private IEnumerable<ChatCompletionRequest> Blocked()
    {
        try
        {
            yield return StubClient.CreateRequest(0);
            _reached.SetResult();
            _release.Wait(_token);
            yield return StubClient.CreateRequest(1);
        }
        finally
        {
            _isInputClosed.SetResult();
        }
    }

    private async IAsyncEnumerable<ChatCompletionRequest> Stuck(Task never)
    {
        try
        {
            yield return StubClient.CreateRequest(0);
            _reached.SetResult();
            await never;
            yield return StubClient.CreateRequest(1);
        }
        finally
        {
            _isInputClosed.SetResult();
        }
    }

    private sealed class Blocking(BulkRunTests test) : IProgress<BulkProgress>
    {
        private int _reports;

        public int Reports => Volatile.Read(ref _reports);

        public void Report(BulkProgress value)
        {
            Interlocked.Increment(ref _reports);
            test._reached.TrySetResult();
            test._release.Wait(test._token);
        }
    }

    private sealed class Recorded(List<BulkProgress> reports) : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => reports.Add(value);
    }
}
