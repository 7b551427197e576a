using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests that an input, a client or a progress report that blocks never delays the end of a run.</summary>
public sealed class BulkRunTests : IDisposable
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _inputClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static MatrixTheoryData<string, bool, bool> EndCases { get; } =
        new(["token", "enumeration", "break"], [false, true], [false, true]);

    public void Dispose()
    {
        // Unblocks a thread that still waits after a failed test.
        _release.Set();
    }

    [Theory]
    [MemberData(nameof(EndCases))]
    public async Task Run_InputBlocks_EndsImmediately(string end, bool inOrder, bool isAsynchronous)
    {
        var never = new TaskCompletionSource();
        var client = new StubClient();
        Task run = RunAndEndAsync(
            options => token => isAsynchronous
                ? client.CompleteManyAsync(NeverEndingInput(never.Task), options, token)
                : client.CompleteManyAsync(BlockingInput(), options, token),
            end,
            inOrder);

        await run.WaitAsync(_token);
        Assert.False(_inputClosed.Task.IsCompleted);

        // When the input returns it is disposed, and its request is not sent.
        _release.Set();
        never.SetResult();
        await _inputClosed.Task.WaitAsync(_token);
        Assert.Equal([0], client.RequestedNumbers);
    }

    [Theory]
    [MemberData(nameof(EndCases))]
    public async Task Run_ClientIgnoresItsToken_EndsImmediately(string end, bool inOrder, bool isCallbackBlocking)
    {
        var never = new TaskCompletionSource<ChatCompletion>();
        var client = new StubClient((number, token) =>
        {
            if (number == 0)
                return Task.FromResult(StubClient.CreateCompletion(0));
            if (isCallbackBlocking)
                token.Register(() => _release.Wait(_token));
            _blocked.TrySetResult();
            return never.Task;
        });

        Task run = RunAndEndAsync(
            options => token => client.CompleteManyAsync(StubClient.CreateRequests(8), options, token), end, inOrder);

        await run.WaitAsync(_token);

        _release.Set();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ProgressBlocks_ReturnsTheResultsAndEnds(bool inOrder)
    {
        var progress = new BlockingProgress(this);
        var client = new StubClient(static async (number, _) =>
        {
            await Task.Yield();
            return StubClient.CreateCompletion(number);
        });
        var indexes = new List<long>();
        await Task.Run(
            async () =>
            {
                await foreach (BulkResult result in client.CompleteManyAsync(
                    StubClient.CreateRequests(8), new() { InOrder = inOrder, Progress = progress }, _token))
                {
                    indexes.Add(result.Index);
                    if (indexes.Count == 8)
                        break;
                }
            },
            _token).WaitAsync(_token);

        Assert.Equal(Enumerable.Range(0, 8).Select(static number => (long)number), indexes.Order());
        await _blocked.Task.WaitAsync(_token);
        Assert.Equal(1, progress.ReportCount);
        _release.Set();
    }

    /// <summary>Reads the first result, waits until the run is blocked, and ends it.</summary>
    private async Task RunAndEndAsync(
        Func<BulkOptions, Func<CancellationToken, IAsyncEnumerable<BulkResult>>> start, string end, bool inOrder)
    {
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<BulkResult> results = start(new() { InOrder = inOrder, MaxConcurrency = 4 })
            (end == "token" ? source.Token : _token)
            .GetAsyncEnumerator(end == "enumeration" ? source.Token : CancellationToken.None);
        Assert.True(await results.MoveNextAsync());
        await _blocked.Task;
        if (end != "break")
        {
            Task<bool> move = results.MoveNextAsync().AsTask();
            source.Cancel();
            var e = await Assert.ThrowsAsync<OperationCanceledException>(() => move);
            Assert.Equal(source.Token, e.CancellationToken);
        }

        await results.DisposeAsync();
    }

    private IEnumerable<ChatCompletionRequest> BlockingInput()
    {
        try
        {
            yield return StubClient.CreateRequest(0);
            _blocked.SetResult();
            _release.Wait(_token);
            yield return StubClient.CreateRequest(1);
        }
        finally
        {
            _inputClosed.SetResult();
        }
    }

    private async IAsyncEnumerable<ChatCompletionRequest> NeverEndingInput(Task never)
    {
        try
        {
            yield return StubClient.CreateRequest(0);
            _blocked.SetResult();
            await never;
            yield return StubClient.CreateRequest(1);
        }
        finally
        {
            _inputClosed.SetResult();
        }
    }

    private sealed class BlockingProgress(BulkRunTests test) : IProgress<BulkProgress>
    {
        private int _reportCount;

        public int ReportCount => Volatile.Read(ref _reportCount);

        public void Report(BulkProgress value)
        {
            Interlocked.Increment(ref _reportCount);
            test._blocked.TrySetResult();
            test._release.Wait(test._token);
        }
    }
}
