using System.Runtime.CompilerServices;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests of the end of a run: responses that were received are returned, and nothing runs afterwards.</summary>
public sealed class BulkRunEndTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly PendingCalls _calls = new();
    private readonly List<long> _indexes = [];
    private readonly TaskCompletionSource _fifthRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _inputClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_EnumerationEndedEarly_EndsTheCallsAndTheInput(bool inOrder)
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task run = ReadAsync(client, CreateInput(100, _token), inOrder, stopAfter: 1);
        await _calls.WaitForCallsAsync(4, _token);

        _calls.CompleteCall(0);

        await run.WaitAsync(_token);
        Assert.Equal([0], _indexes);
        await client.WhenIdleAsync(_token);
        await _inputClosed.Task.WaitAsync(_token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OneOfTwoTokensCanceled_ThrowsWithThatToken(bool isEnumerationToken)
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        IAsyncEnumerable<BulkResult> results = client.CompleteManyAsync(
            CreateInput(100, _token), new() { MaxConcurrency = 4 }, isEnumerationToken ? _token : source.Token);
        IAsyncEnumerator<BulkResult> enumerator = results.GetAsyncEnumerator(isEnumerationToken ? source.Token : _token);
        Task<bool> move = enumerator.MoveNextAsync().AsTask();
        await _calls.WaitForCallsAsync(4, _token);

        await source.CancelAsync();

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => move.WaitAsync(_token));
        Assert.Equal(source.Token, e.CancellationToken);
        await client.WhenIdleAsync(_token);
        await _inputClosed.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task Run_TokenAlreadyCanceled_SendsNothing()
    {
        var client = new StubClient();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (BulkResult _ in
                client.CompleteManyAsync(StubClient.CreateRequests(3), null, new CancellationToken(true)))
            {
                Assert.Fail("A canceled run has no results.");
            }
        });
        Assert.Empty(client.RequestedNumbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_SpendLimitReached_CompletesTheRequestsReadAndThrows(bool inOrder)
    {
        var budget = new MiniMaxBudgetException("The spend limit is reached.");
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task run = ReadAsync(client, CreateInput(100, _token), inOrder);
        await _calls.WaitForCallsAsync(4, _token);

        await _fifthRead.Task.WaitAsync(_token);
        _calls.CompleteCall(1, budget);
        // The request that was read ahead is still sent.
        await _calls.WaitForCallsAsync(1, _token);
        for (int i = 0; i < 4; i++)
            _calls.CompleteCall(0);

        Assert.Same(budget, await Assert.ThrowsAsync<MiniMaxBudgetException>(() => run.WaitAsync(_token)));
        Assert.Equal([0, 1, 2, 3, 4], _indexes.Order());
        Assert.True(_inputClosed.Task.IsCompleted);
    }

    [Fact]
    public async Task Run_SpendLimitReachedWhileInputIsIdle_EndsTheRun()
    {
        var budget = new MiniMaxBudgetException("The spend limit is reached.");
        var client = new StubClient((_, _) => throw budget);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => ReadAsync(client, CreateInput(2, _token, neverEnds: true), inOrder: true).WaitAsync(_token));
        Assert.Same(budget, e);
        Assert.NotEmpty(_indexes);
    }

    [Fact]
    public async Task Run_CallThrowsOtherException_CompletesTheRequestsReadAndThrows()
    {
        var bug = new InvalidOperationException("A bug.");
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task run = ReadAsync(client, CreateInput(100, _token), inOrder: true);
        await _calls.WaitForCallsAsync(4, _token);

        await _fifthRead.Task.WaitAsync(_token);
        _calls.CompleteCall(0, bug);
        await _calls.WaitForCallsAsync(1, _token);
        for (int i = 0; i < 4; i++)
            _calls.CompleteCall(0);

        Assert.Same(bug, await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitAsync(_token)));
        Assert.Equal([1, 2, 3, 4], _indexes);
    }

    [Fact]
    public async Task Run_InputThrows_CompletesTheRequestsReadAndThrows()
    {
        var failure = new InvalidDataException("Line 4 is not JSON.");
        IEnumerable<ChatCompletionRequest> BrokenInput()
        {
            foreach (ChatCompletionRequest request in StubClient.CreateRequests(3))
                yield return request;
            throw failure;
        }

        var results = new List<long>();
        var e = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            BulkOptions options = new() { InOrder = true };
            await foreach (BulkResult result in new StubClient().CompleteManyAsync(BrokenInput(), options, _token))
                results.Add(result.Index);
        });
        Assert.Same(failure, e);
        Assert.Equal([0, 1, 2], results);
    }

    [Fact]
    public async Task Run_NullRequest_ThrowsNamingItsIndex()
    {
        ChatCompletionRequest[] requests = [StubClient.CreateRequest(0), null!];
        var e = await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await foreach (BulkResult result in new StubClient().CompleteManyAsync(requests, null, _token))
                Assert.Equal(0, result.Index);
        });
        Assert.StartsWith("The request at index 1 is null.", e.Message, StringComparison.Ordinal);
    }

    private async Task ReadAsync(
        StubClient client, IAsyncEnumerable<ChatCompletionRequest> input, bool inOrder, int stopAfter = int.MaxValue)
    {
        await foreach (BulkResult result in client.CompleteManyAsync(
            input, new() { MaxConcurrency = 4, InOrder = inOrder }, _token))
        {
            _indexes.Add(result.Index);
            if (_indexes.Count == stopAfter)
                break;
        }
    }

    private async IAsyncEnumerable<ChatCompletionRequest> CreateInput(
        int count, [EnumeratorCancellation] CancellationToken cancellationToken, bool neverEnds = false)
    {
        try
        {
            for (int number = 0; number < count; number++)
            {
                await Task.Yield();
                // Four requests run concurrently; the fifth is read ahead.
                if (number == 4)
                    _fifthRead.SetResult();
                yield return StubClient.CreateRequest(number);
            }

            if (neverEnds)
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _inputClosed.SetResult();
        }
    }
}
