using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class CallCancellationTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly CancellationTokenSource _client = new();
    private readonly List<(object State, CallEndReason Reason)> _callbacks = [];

    public void Dispose()
    {
        _caller.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Timeout_Elapsed_CancelsTheCallOnce()
    {
        using CallCancellation call = Create(Limit);
        _clock.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.Equal((false, false, CallEndReason.None), (call.IsCanceled, call.HasEnded, call.EndReason));

        _clock.Advance(TimeSpan.FromTicks(1));
        _client.Cancel();

        Assert.True(call.Signal.IsCanceled);
        Assert.Equal([(this, CallEndReason.TotalTimeout)], _callbacks);
    }

    [Fact]
    public void EndReason_CallerCancelsAfterTheTimeout_IsCanceledByCaller()
    {
        using CallCancellation call = Create(Limit);
        _clock.Advance(Limit);
        Assert.Equal(CallEndReason.TotalTimeout, call.EndReason);

        _caller.Cancel();

        Assert.Equal(CallEndReason.CanceledByCaller, call.EndReason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CallerToken_Canceled_CancelsTheCall(bool isEnumerationToken)
    {
        using CallCancellation call = Create(
            Limit, isEnumerationToken ? new(CancellationToken.None, _caller.Token) : new(_caller.Token));

        _caller.Cancel();

        Assert.Equal([(this, CallEndReason.CanceledByCaller)], _callbacks);
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public void ClientToken_Canceled_IsClientDisposed()
    {
        using CallCancellation call = Create(Limit);

        _client.Cancel();

        Assert.Equal((true, CallEndReason.ClientDisposed), (call.HasEnded, call.EndReason));
    }

    [Fact]
    public void Dispose_LaterTimeoutAndCancellation_HaveNoEffect()
    {
        CallCancellation call = Create(Limit);

        call.Dispose();
        _clock.Advance(Limit);
        _client.Cancel();

        Assert.Equal((false, true), (call.IsCanceled, call.HasEnded));
        Assert.False(call.Signal.IsCanceled);
        Assert.Empty(_callbacks);
    }

    [Fact]
    public void RemainingTime_TimePasses_Decreases()
    {
        using CallCancellation call = Create(Limit);
        using CallCancellation unlimited = Create(Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(TimeSpan.FromSeconds(25), call.RemainingTime);
        Assert.Equal(TimeSpan.FromSeconds(15), call.Elapsed);
        Assert.Equal(TimeSpan.MaxValue, unlimited.RemainingTime);
    }

    private CallCancellation Create(TimeSpan timeout, CallerCancellationTokens? callerTokens = null) => new(
        _clock,
        timeout,
        callerTokens ?? new(_caller.Token),
        (state, reason) => _callbacks.Add((state, reason)),
        this,
        _client.Token);
}
