using Microsoft.Extensions.Time.Testing;

namespace MiniMaxClient.Tests.Support;

/// <summary>A <see cref="FakeTimeProvider"/> that reports the start of its timers.</summary>
internal sealed class ManualClock() : FakeTimeProvider(Start)
{
    private readonly List<(Func<TimeSpan, bool> IsMatch, TaskCompletionSource<TimeSpan> Source)> _awaited = [];

    public static new DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period));
        NotifyTimerStarted(dueTime);
        return timer;
    }

    /// <summary>Returns a task that completes when a timer with this due time starts. Call it before the timer starts.</summary>
    public Task WhenTimerStarts(TimeSpan dueTime) => WhenTimerStarts(started => started == dueTime);

    /// <summary>
    /// Returns a task that completes with the due time of the next timer that matches. Call it before the timer starts.
    /// </summary>
    public Task<TimeSpan> WhenTimerStarts(Func<TimeSpan, bool> isMatch)
    {
        var source = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
            _awaited.Add((isMatch, source));
        return source.Task;
    }

    private void NotifyTimerStarted(TimeSpan dueTime)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
            return;
        lock (_awaited)
        {
            foreach ((_, TaskCompletionSource<TimeSpan> source) in _awaited.Where(awaited => awaited.IsMatch(dueTime)))
                source.TrySetResult(dueTime);
        }
    }

    private sealed class Timer(ManualClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool isChanged = inner.Change(dueTime, period);
            clock.NotifyTimerStarted(dueTime);
            return isChanged;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
