namespace MiniMaxClient.Tests.Support;

/// <summary>The system clock with a count of the timers that are not disposed.</summary>
internal sealed class CountingClock : TimeProvider
{
    private int _timers;

    /// <summary>Gets the number of timers that are not disposed.</summary>
    public int ActiveTimers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        return new Timer(this, System.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class Timer(CountingClock clock, ITimer inner) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
                return;
            inner.Dispose();
            Interlocked.Decrement(ref clock._timers);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
