using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class CancellationSignalTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly CancellationSignal _signal = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RegisterCallback_BeforeOrAfterCancel_RunsTheCallback(bool isCanceledBefore)
    {
        var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isCanceledBefore)
            _signal.Cancel();
        _signal.RegisterCallback(isCalled.SetResult);
        Assert.Equal(isCanceledBefore, _signal.IsCanceled);

        _signal.Cancel();

        await isCalled.Task.WaitAsync(_token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancellationTask_BeforeOrAfterCancel_Completes(bool isCanceledBefore)
    {
        if (isCanceledBefore)
            _signal.Cancel();
        Task task = _signal.CancellationTask;

        _signal.Cancel();

        await task.WaitAsync(_token);
        Assert.True(_signal.IsCanceled);
    }

    [Fact]
    public void ThrowIfCanceled_Canceled_ThrowsWithTheToken()
    {
        _signal.ThrowIfCanceled();
        _signal.Cancel();

        var e = Assert.Throws<OperationCanceledException>(_signal.ThrowIfCanceled);

        Assert.Equal(_signal.Token, e.CancellationToken);
    }

    [Fact]
    public async Task WaitAsync_TaskThatIgnoresTheToken_ThrowsAndDisposesTheLateResult()
    {
        var source = new TaskCompletionSource<DisposalRecorder>();
        var resource = new DisposalRecorder();
        Task<DisposalRecorder> wait = _signal.WaitAsync(source.Task);

        _signal.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => wait.WaitAsync(_token));
        Assert.False(resource.Disposal.Task.IsCompleted);
        source.SetResult(resource);
        await resource.Disposal.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task WaitAsync_CompletedTask_ReturnsItsResultAfterCancel()
    {
        _signal.Cancel();

        Assert.Equal(7, await _signal.WaitAsync(Task.FromResult(7)));
    }

    [Fact]
    public async Task DisposeOrAbandonAsync_DisposalThatHangs_EndsWithTheCancellation()
    {
        Task disposal = _signal.DisposeOrAbandonAsync(new HangingDisposable()).AsTask();
        Assert.False(disposal.IsCompleted);

        _signal.Cancel();

        await disposal.WaitAsync(_token);
    }

    [Fact]
    public async Task DisposeAfterCompletionAsync_TaskThatFails_DisposesTheObject()
    {
        var resource = new DisposalRecorder();

        await CancellationSignal.DisposeAfterCompletionAsync(
            Task.FromException<int>(new InvalidTimeZoneException()), resource);

        Assert.True(resource.Disposal.Task.IsCompleted);
    }

    private sealed class DisposalRecorder : IAsyncDisposable
    {
        public TaskCompletionSource Disposal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask DisposeAsync()
        {
            Disposal.SetResult();
            return default;
        }
    }

    private sealed class HangingDisposable : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(new TaskCompletionSource().Task);
    }
}
