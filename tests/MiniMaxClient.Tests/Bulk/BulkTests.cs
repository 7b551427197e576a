using MiniMaxClient.Tests.Fuzz;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Many requests each have their one result, in the order that was asked for, within the bounds.</summary>
public sealed class BulkTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_OfAnyNumber_HaveOneResultEach(bool inOrder)
    {
        foreach (int count in (int[])[0, 1, 5, 1000])
        {
            var client = new StubClient();
            List<BulkResult> results = await ReadAsync(client.CompleteManyAsync(
                StubClient.CreateRequests(count), new() { InOrder = inOrder, MaxConcurrency = 3 }, _token));

            Assert.Equal(Enumerable.Range(0, count).Select(static i => (long)i), Sorted(results, inOrder).Select(static r => r.Index));
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
    public async Task Calls_ThatEndInAnyOrder_AreBoundedAndTheirResultsInOrderOrAsTheyCome()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var dice = new SeededRandom(seed);
            bool inOrder = dice.Next(2) == 0;
            int count = dice.Next(60), concurrency = 1 + dice.Next(8), unread = 1 + dice.Next(20);
            var calls = new PendingCalls();
            var client = new StubClient(calls.WaitForCompletionAsync);
            var ended = new List<int>();
            int taken = 0;
            IEnumerable<ChatCompletionRequest> input = StubClient.CreateRequests(count).Select(request =>
            {
                taken++;
                return request;
            });

            var results = new List<BulkResult>();
            var options = new BulkOptions { InOrder = inOrder, MaxConcurrency = concurrency, MaxPendingResults = unread };
            Task reading = Task.Run(
                async () =>
                {
                    await foreach (BulkResult result in client.CompleteManyAsync(input, options, _token))
                    {
                        results.Add(result);
                        Assert.InRange(taken, 0, results.Count + unread);
                    }
                },
                _token);
            for (int i = 0; i < count; i++)
            {
                int waiting = await calls.WhenAtLeastAsync(1, _token);
                ended.Add(calls.CompleteCall(dice.Next(waiting), dice.Next(5) == 0 ? new MiniMaxContentFilteredException("No.") : null));
            }

            await reading.WaitAsync(_token);
            Assert.Equal(count, ended.Distinct().Count());
            Assert.Equal(Enumerable.Range(0, count), Sorted(results, inOrder).Select(static result => (int)result.Index));
            Assert.InRange(client.MaxRunning, count == 0 ? 0 : 1, Math.Min(concurrency, unread));
            Assert.All(results, result => Assert.Equal(calls.Failed.Contains((int)result.Index), result.Error is not null));
            Assert.All(results, static result => Assert.NotEqual(result.Error is null, result.Completion is null));
        }
    }

    [Fact]
    public async Task Results_AsTheyCome_DoNotWaitForASlowOne()
    {
        var slow = new TaskCompletionSource<ChatCompletion>();
        var client = new StubClient((number, _) => number == 0 ? slow.Task : Task.FromResult(StubClient.CreateCompletion(number)));
        var results = new List<long>();
        await foreach (BulkResult result in client.CompleteManyAsync(StubClient.CreateRequests(100), new() { MaxConcurrency = 2 }, _token))
        {
            results.Add(result.Index);
            if (results.Count == 99)
                slow.SetResult(StubClient.CreateCompletion(0));
        }

        Assert.Equal([.. Enumerable.Range(1, 99).Select(static i => (long)i), 0], results);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Results_ThatNobodyReads_BoundHowMuchIsTaken(bool inOrder)
    {
        int taken = 0;
        IEnumerable<ChatCompletionRequest> endless = Enumerable.Range(0, int.MaxValue).Select(number =>
        {
            Interlocked.Increment(ref taken);
            return StubClient.CreateRequest(number);
        });
        var client = new StubClient();
        var options = new BulkOptions { MaxConcurrency = 2, MaxPendingResults = 7, InOrder = inOrder };
        IAsyncEnumerator<BulkResult> results = client.CompleteManyAsync(endless, options, _token).GetAsyncEnumerator(_token);

        Assert.Equal(0, taken);
        for (int read = 1; read <= 30; read++)
        {
            Assert.True(await results.MoveNextAsync());
            Assert.InRange(taken, read, read + 7);
        }

        await results.DisposeAsync();
        Assert.Equal(0, client.Running);
    }

    [Fact]
    public async Task Error_OfOneRequest_IsItsResult()
    {
        var failure = new MiniMaxContentFilteredException("No.");
        var client = new StubClient((number, _) => number == 3 ? throw failure : Task.FromResult(StubClient.CreateCompletion(number)));

        List<BulkResult> results = await ReadAsync(
            client.CompleteManyAsync(StubClient.CreateRequests(6), new() { InOrder = true }, _token));

        Assert.Same(failure, results[3].Error);
        Assert.Equal([3], results.Where(static result => result.Completion is null).Select(static result => result.Index));
        Assert.Equal(6, client.RequestedNumbers.Count);
    }

    [Fact]
    public async Task Enumeration_TwoTimes_AsksTwoTimes()
    {
        var client = new StubClient();
        IAsyncEnumerable<BulkResult> run = client.CompleteManyAsync(StubClient.CreateRequests(4), null, _token);
        Assert.Empty(client.RequestedNumbers);

        Assert.Equal(4, (await ReadAsync(run)).Count);
        Assert.Equal(4, (await ReadAsync(run)).Count);

        Assert.Equal(8, client.RequestedNumbers.Count);
    }

    [Fact]
    public void Options_OutOfTheirRange_AreRefusedAllAtOnce()
    {
        var e = Assert.Throws<ArgumentException>(() => new StubClient().CompleteManyAsync([], new()
        {
            MaxConcurrency = 0,
            MaxPendingResults = 0,
            MaxRequeues = -1,
            RateLimitDelay = TimeSpan.FromHours(2),
            MaxRateLimitDelay = TimeSpan.FromSeconds(-1),
        }, _token));
        Assert.Equal(
            "MaxConcurrency is 0; it must be 1 to 1024. MaxPendingResults is 0; it must be 1 to 1000000. MaxRequeues is -1; it must be "
            + "0 to 1000. RateLimitDelay is 02:00:00; it must be zero to an hour. MaxRateLimitDelay is -00:00:01; it must be zero to a day. "
            + "(Parameter 'options')",
            e.Message);
    }

    [Fact]
    public void Argument_ThatIsNull_IsRefusedAtOnce()
    {
        var client = new StubClient();
        Assert.Throws<ArgumentNullException>("client", () => BulkExtensions.CompleteManyAsync(null!, [], null, _token));
        ChatCompletionRequest[] none = null!;
        Assert.Throws<ArgumentNullException>("requests", () => client.CompleteManyAsync(none, null, _token));
        IAsyncEnumerable<ChatCompletionRequest> nothing = null!;
        Assert.Throws<ArgumentNullException>("requests", () => client.CompleteManyAsync(nothing, null, _token));
    }

    private static IEnumerable<BulkResult> Sorted(IEnumerable<BulkResult> results, bool isSorted) =>
        isSorted ? results : results.OrderBy(static result => result.Index);

    private static async Task<List<BulkResult>> ReadAsync(IAsyncEnumerable<BulkResult> run)
    {
        var results = new List<BulkResult>();
        await foreach (BulkResult result in run)
            results.Add(result);
        return results;
    }
}
