using System.Runtime.CompilerServices;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>However a run ends, what was paid for is given, and nothing goes on behind it.</summary>
public sealed class BulkEndTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly PendingCalls _calls = new();
    private readonly List<long> _read = [];
    private readonly TaskCompletionSource _isOneAhead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isInputClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_ThatLeavesEarly_EndsTheCallsAndTheInput(bool inOrder)
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task reading = ReadAsync(client, Input(100, _token), inOrder, stopAfter: 1);
        await _calls.WhenAtLeastAsync(4, _token);

        _calls.CompleteCall(0);

        await reading.WaitAsync(_token);
        Assert.Equal([0], _read);
        await client.WhenIdleAsync(_token);
        await _isInputClosed.Task.WaitAsync(_token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_OfTheCallOrOfTheEnumeration_EndsTheRunAndIsNamed(bool ofTheEnumeration)
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        IAsyncEnumerable<BulkResult> run = client.CompleteManyAsync(
            Input(100, _token), new() { MaxConcurrency = 4 }, ofTheEnumeration ? _token : source.Token);
        IAsyncEnumerator<BulkResult> results = run.GetAsyncEnumerator(ofTheEnumeration ? source.Token : _token);
        Task<bool> reading = results.MoveNextAsync().AsTask();
        await _calls.WhenAtLeastAsync(4, _token);

        await source.CancelAsync();

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(_token));
        Assert.Equal(source.Token, e.CancellationToken);
        await client.WhenIdleAsync(_token);
        await _isInputClosed.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task Token_CancelledBefore_AsksNothing()
    {
        var client = new StubClient();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (BulkResult _ in client.CompleteManyAsync(StubClient.CreateRequests(3), null, new CancellationToken(true)))
                Assert.Fail("There is nothing to read.");
        });
        Assert.Empty(client.RequestedNumbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Budget_ThatIsReached_TakesNothingMoreGivesWhatWasTakenAndIsThrown(bool inOrder)
    {
        var budget = new MiniMaxBudgetException("All is spent.");
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task reading = ReadAsync(client, Input(100, _token), inOrder);
        await _calls.WhenAtLeastAsync(4, _token);

        await _isOneAhead.Task.WaitAsync(_token);
        _calls.CompleteCall(1, budget);
        // The one that was taken ahead is asked still.
        await _calls.WhenAtLeastAsync(1, _token);
        for (int i = 0; i < 4; i++)
            _calls.CompleteCall(0);

        Assert.Same(budget, await Assert.ThrowsAsync<MiniMaxBudgetException>(() => reading.WaitAsync(_token)));
        Assert.Equal([0, 1, 2, 3, 4], _read.Order());
        Assert.True(_isInputClosed.Task.IsCompleted);
    }

    [Fact]
    public async Task Budget_WhileTheInputIsSilent_EndsTheRun()
    {
        var budget = new MiniMaxBudgetException("All is spent.");
        var client = new StubClient((_, _) => throw budget);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => ReadAsync(client, Input(2, _token, endsSilently: true), inOrder: true).WaitAsync(_token));
        Assert.Same(budget, e);
        Assert.NotEmpty(_read);
    }

    [Fact]
    public async Task Exception_OfACallThatIsNoneOfTheLibrarys_IsThrownAfterWhatElseWasTaken()
    {
        var bug = new InvalidOperationException("A bug.");
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task reading = ReadAsync(client, Input(100, _token), inOrder: true);
        await _calls.WhenAtLeastAsync(4, _token);

        await _isOneAhead.Task.WaitAsync(_token);
        _calls.CompleteCall(0, bug);
        await _calls.WhenAtLeastAsync(1, _token);
        for (int i = 0; i < 4; i++)
            _calls.CompleteCall(0);

        Assert.Same(bug, await Assert.ThrowsAsync<InvalidOperationException>(() => reading.WaitAsync(_token)));
        Assert.Equal([1, 2, 3, 4], _read);
    }

    [Fact]
    public async Task Input_ThatThrows_EndsTheRunAfterWhatItGave()
    {
        var broken = new InvalidDataException("Line 4 is no JSON.");
        IEnumerable<ChatCompletionRequest> Broken()
        {
            foreach (ChatCompletionRequest request in StubClient.CreateRequests(3))
                yield return request;
            throw broken;
        }

        var results = new List<long>();
        var e = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (BulkResult result in new StubClient().CompleteManyAsync(Broken(), new() { InOrder = true }, _token))
                results.Add(result.Index);
        });
        Assert.Same(broken, e);
        Assert.Equal([0, 1, 2], results);
    }

    [Fact]
    public async Task Request_ThatIsNull_IsNamedByItsPlace()
    {
        ChatCompletionRequest[] requests = [StubClient.CreateRequest(0), null!];
        var e = await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await foreach (BulkResult result in new StubClient().CompleteManyAsync(requests, null, _token))
                Assert.Equal(0, result.Index);
        });
        Assert.StartsWith("The request at 1 is null.", e.Message, StringComparison.Ordinal);
    }

    private async Task ReadAsync(
        StubClient client, IAsyncEnumerable<ChatCompletionRequest> input, bool inOrder, int stopAfter = int.MaxValue)
    {
        await foreach (BulkResult result in client.CompleteManyAsync(
            input, new() { MaxConcurrency = 4, InOrder = inOrder }, _token))
        {
            _read.Add(result.Index);
            if (_read.Count == stopAfter)
                break;
        }
    }

    private async IAsyncEnumerable<ChatCompletionRequest> Input(
        int count, [EnumeratorCancellation] CancellationToken cancellationToken, bool endsSilently = false)
    {
        try
        {
            for (int number = 0; number < count; number++)
            {
                await Task.Yield();
                // Four are asked at once.
                if (number == 4)
                    _isOneAhead.SetResult();
                yield return StubClient.CreateRequest(number);
            }

            if (endsSilently)
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _isInputClosed.SetResult();
        }
    }
}
