using System.Collections.Concurrent;
using MiniMaxClient.Tests.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests that a run with a type has the bounds and the end of a run without one, corrections included.</summary>
public sealed class StructuredBulkRunTests : IDisposable
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();

    public void Dispose() => _release.Set();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteManyAsync_EachResponseIsCorrected_BoundsTheConcurrentCalls(bool inOrder)
    {
        var client = new CorrectedClient();
        BulkOptions options = new() { MaxConcurrency = 3, InOrder = inOrder, MaxPendingResults = 20 };

        List<BulkResult<Guest>> results = await client.CompleteManyAsync(
            StubClient.CreateRequests(100), StructuredOutputJson.Default.Guest, options, null, _token).ReadAllAsync();

        Assert.Equal(200, client.RequestCount);
        Assert.InRange(client.MaxRunning, 2, 3);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(static number => new Guest($"{number}", number)),
            results.OrderedUnless(inOrder).Select(static result => result.Value));
        Assert.All(results, static result => Assert.Equal(4, result.Usage?.PromptTokens));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task CompleteManyAsync_EndedDuringACorrection_EndsImmediatelyAndTheCallIsCanceled(bool inOrder, bool isToken)
    {
        var canceled = new TaskCompletionSource();
        var client = new CorrectedClient(async (number, token) =>
        {
            if (number != 1)
                return;
            token.Register(canceled.SetResult);
            _blocked.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
        });
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<BulkResult<Guest>> results = client.CompleteManyAsync(
            StubClient.CreateRequests(2), StructuredOutputJson.Default.Guest, new() { InOrder = inOrder }, null, source.Token)
            .GetAsyncEnumerator(_token);
        Assert.True(await results.MoveNextAsync());
        await _blocked.Task.WaitAsync(_token);
        if (isToken)
        {
            Task<bool> move = results.MoveNextAsync().AsTask();
            source.Cancel();
            var e = await Assert.ThrowsAsync<OperationCanceledException>(() => move.WaitAsync(_token));
            Assert.Equal(source.Token, e.CancellationToken);
        }

        await results.DisposeAsync();
        await canceled.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task CompleteManyAsync_OnResponseBlocks_ReturnsTheOtherResultsAndEnds()
    {
        // With one slot: a callback that blocks does not hold it.
        var client = new CorrectedClient();
        int count = 0;
        StructuredOutputOptions answerOptions = new()
        {
            OnResponse = response =>
            {
                if (Interlocked.Increment(ref count) == 1)
                {
                    _blocked.SetResult();
                    _release.Wait(_token);
                }
            },
        };
        var indexes = new List<long>();
        await foreach (BulkResult<Guest> result in client.CompleteManyAsync(
            StubClient.CreateRequests(5), StructuredOutputJson.Default.Guest, new() { MaxConcurrency = 1 }, answerOptions, _token))
        {
            indexes.Add(result.Index);
            if (indexes.Count == 4)
                break;
        }

        Assert.True(_blocked.Task.IsCompleted);
        Assert.Equal(4, indexes.Distinct().Count());
    }

    [Fact]
    public async Task CompleteManyAsync_OnResponseThrows_EndsTheRunWithThatException()
    {
        var bug = new FormatException("A bug.");
        var e = await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (BulkResult<Guest> _ in new CorrectedClient().CompleteManyAsync(
                StubClient.CreateRequests(100), StructuredOutputJson.Default.Guest, null, new() { OnResponse = _ => throw bug }, _token))
            {
                Assert.Fail("No request has a value.");
            }
        });
        Assert.Same(bug, e);
    }

    [Fact]
    public async Task CompleteManyAsync_ClientReturnsNoResponse_ThrowsInsteadOfADefaultValue()
    {
        var client = new CorrectedClient { IsNullReturned = true };
        await Assert.ThrowsAnyAsync<Exception>(() => client.CompleteManyAsync(
            StubClient.CreateRequests(1), StructuredOutputJson.Default.Guest, null, null, _token).ReadAllAsync());
    }

    /// <summary>A client whose first response to each request does not match, and whose second one does.</summary>
    private sealed class CorrectedClient(Func<int, CancellationToken, Task>? beforeCorrection = null) : IChatCompletionsClient
    {
        private readonly ConcurrentDictionary<string, bool> _seen = new();
        private readonly object _lock = new();
        private int _runningCount;

        public bool IsNullReturned { get; init; }

        public int MaxRunning { get; private set; }

        public int RequestCount { get; private set; }

        public async Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                RequestCount++;
                MaxRunning = Math.Max(MaxRunning, ++_runningCount);
            }

            await Task.Yield();
            string number = request.Messages.OfType<UserMessage>().First().Content.Text!;
            bool isFirst = _seen.TryAdd(number, true);
            if (!isFirst && beforeCorrection is not null)
                await beforeCorrection(int.Parse(number), cancellationToken);
            lock (_lock)
                _runningCount--;
            return IsNullReturned
                ? null!
                : FakeClient.CreateCompletion(
                    new() { Content = isFirst ? "Sorry." : $$"""{"name":"{{number}}","age":{{number}}}""" }, new() { PromptTokens = 2 });
        }

        public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
