using System.Threading.Channels;

namespace MiniMaxClient.Testing.Tests;

/// <summary>A clock whose timers fire when the test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Channel<(TimeSpan Due, TimerCallback Callback, object? State)> _timers =
        Channel.CreateUnbounded<(TimeSpan, TimerCallback, object?)>();

    public static DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Moves the time; timers fire only in <see cref="FireNextAsync"/>.</summary>
    public void Advance(TimeSpan time) => Now += time;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Writer.TryWrite((dueTime, callback, state));
        return new Timer();
    }

    /// <summary>Fires the next timer that is set and says what it waited for.</summary>
    public async Task<TimeSpan> FireNextAsync(CancellationToken cancellationToken)
    {
        (TimeSpan due, TimerCallback callback, object? state) = await _timers.Reader.ReadAsync(cancellationToken);
        callback(state);
        return due;
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
