using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class CancellationExtensionsTests
{
    [Fact]
    public async Task CancelInBackground_CallbackThatBlocks_ReturnsImmediately()
    {
        using var source = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var isReleased = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        source.Token.Register(() => isReleased.SetResult(release.Wait(TestTimeouts.Limit / 2)));

        source.CancelInBackground();
        release.Set();

        Assert.True(await isReleased.Task.WaitAsync(TestTimeouts.Token));
    }

    [Fact]
    public async Task CancelInBackground_CallbackThatThrows_RunsTheOthers()
    {
        using var source = new CancellationTokenSource();
        var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.Token.Register(isCalled.SetResult);
        source.Token.Register(static () => throw new InvalidTimeZoneException());

        source.CancelInBackground();

        await isCalled.Task.WaitAsync(TestTimeouts.Token);
        Assert.True(source.IsCancellationRequested);
    }
}
