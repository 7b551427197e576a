using MiniMaxClient.Tests.Fuzz;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests of the results of bulk runs: one for each request, in order if requested, within the bounds.</summary>
public sealed class BulkExtensionsTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteManyAsync_AnyNumberOfRequests_ReturnsOneResultForEach(bool inOrder)
    {
        foreach (int count in (int[])[0, 1, 5, 1000])
        {
            var client = new StubClient();
            List<BulkResult> results = await client.CompleteManyAsync(
                StubClient.CreateRequests(count), new() { InOrder = inOrder, MaxConcurrency = 3 }, _token).ReadAllAsync();

            Assert.Equal(
                Enumerable.Range(0, count), results.OrderedUnless(inOrder).Select(static result => (int)result.Index));
            Assert.All(results, static result =>
            {
                Assert.Equal($"{result.Index}", result.Completion!.Text);
                Assert.Equal($"{result.Index}", ((UserMessage)result.Request.Messages[0]).Content.Text);
                Assert.Null(result.Error);
                Assert.Equal(0, result.Requeues);
            });
            Assert.Equal(count, client.RequestedNumbers.Count);
        }
    }

    [Fact]
    public async Task CompleteManyAsync_CallsEndInAnyOrder_BoundsTheCallsAndReturnsAllResults()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new SeededRandom(seed);
            bool inOrder = random.Next(2) == 0;
            int count = random.Next(60), concurrency = 1 + random.Next(8), maxPending = 1 + random.Next(20);
            var calls = new PendingCalls();
            var client = new StubClient(calls.WaitForCompletionAsync);
            var ended = new List<int>();
            int readCount = 0;
            IEnumerable<ChatCompletionRequest> input = StubClient.CreateRequests(count).Select(request =>
            {
                readCount++;
                return request;
            });

            var results = new List<BulkResult>();
            var options = new BulkOptions { InOrder = inOrder, MaxConcurrency = concurrency, MaxPendingResults = maxPending };
            Task reading = Task.Run(
                async () =>
                {
                    await foreach (BulkResult result in client.CompleteManyAsync(input, options, _token))
                    {
                        results.Add(result);
                        Assert.InRange(readCount, 0, results.Count + maxPending);
                    }
                },
                _token);
            for (int i = 0; i < count; i++)
            {
                int openCount = await calls.WaitForCallsAsync(1, _token);
                int index = random.Next(openCount);
                ended.Add(calls.CompleteCall(
                    index, random.Next(5) == 0 ? new MiniMaxContentFilteredException("Filtered.") : null));
            }

            await reading.WaitAsync(_token);
            Assert.Equal(count, ended.Distinct().Count());
            Assert.Equal(Enumerable.Range(0, count), results.OrderedUnless(inOrder).Select(static result => (int)result.Index));
            Assert.InRange(client.MaxRunning, count == 0 ? 0 : 1, Math.Min(concurrency, maxPending));
            Assert.All(results, result => Assert.Equal(calls.Failed.Contains((int)result.Index), result.Error is not null));
            Assert.All(results, static result => Assert.NotEqual(result.Error is null, result.Completion is null));
        }
    }

    [Fact]
    public async Task CompleteManyAsync_NotInOrder_DoesNotWaitForASlowCall()
    {
        var slow = new TaskCompletionSource<ChatCompletion>();
        var client = new StubClient((number, _) => number == 0
            ? slow.Task
            : Task.FromResult(StubClient.CreateCompletion(number)));
        var results = new List<long>();
        await foreach (BulkResult result in
            client.CompleteManyAsync(StubClient.CreateRequests(100), new() { MaxConcurrency = 2 }, _token))
        {
            results.Add(result.Index);
            if (results.Count == 99)
                slow.SetResult(StubClient.CreateCompletion(0));
        }

        Assert.Equal([.. Enumerable.Range(1, 99).Select(static number => (long)number), 0], results);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteManyAsync_ResultsNotConsumed_BoundsTheRequestsRead(bool inOrder)
    {
        int readCount = 0;
        IEnumerable<ChatCompletionRequest> endless = Enumerable.Range(0, int.MaxValue).Select(number =>
        {
            Interlocked.Increment(ref readCount);
            return StubClient.CreateRequest(number);
        });
        var client = new StubClient();
        var options = new BulkOptions { MaxConcurrency = 2, MaxPendingResults = 7, InOrder = inOrder };
        IAsyncEnumerator<BulkResult> results = client.CompleteManyAsync(endless, options, _token).GetAsyncEnumerator(_token);

        Assert.Equal(0, readCount);
        for (int read = 1; read <= 30; read++)
        {
            Assert.True(await results.MoveNextAsync());
            Assert.InRange(readCount, read, read + 7);
        }

        await results.DisposeAsync();
        Assert.Equal(0, client.Running);
    }

    [Fact]
    public async Task CompleteManyAsync_OneCallFails_ReturnsItsExceptionAsResult()
    {
        var failure = new MiniMaxContentFilteredException("Filtered.");
        var client = new StubClient((number, _) => number == 3
            ? throw failure
            : Task.FromResult(StubClient.CreateCompletion(number)));

        List<BulkResult> results = await client.CompleteManyAsync(
            StubClient.CreateRequests(6), new() { InOrder = true }, _token).ReadAllAsync();

        Assert.Same(failure, results[3].Error);
        Assert.Equal([3], results.Where(static result => result.Completion is null).Select(static result => result.Index));
        Assert.Equal(6, client.RequestedNumbers.Count);
    }

    [Fact]
    public async Task CompleteManyAsync_EnumeratedTwice_SendsTheRequestsTwice()
    {
        var client = new StubClient();
        IAsyncEnumerable<BulkResult> run = client.CompleteManyAsync(StubClient.CreateRequests(4), null, _token);
        Assert.Empty(client.RequestedNumbers);

        Assert.Equal(4, (await run.ReadAllAsync()).Count);
        Assert.Equal(4, (await run.ReadAllAsync()).Count);

        Assert.Equal(8, client.RequestedNumbers.Count);
    }

    [Fact]
    public void CompleteManyAsync_NullArgument_ThrowsImmediately()
    {
        var client = new StubClient();
        Assert.Throws<ArgumentNullException>("client", () => BulkExtensions.CompleteManyAsync(null!, [], null, _token));
        ChatCompletionRequest[] requests = null!;
        Assert.Throws<ArgumentNullException>("requests", () => client.CompleteManyAsync(requests, null, _token));
        IAsyncEnumerable<ChatCompletionRequest> asyncRequests = null!;
        Assert.Throws<ArgumentNullException>("requests", () => client.CompleteManyAsync(asyncRequests, null, _token));
    }
}
