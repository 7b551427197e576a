namespace MiniMaxClient.Tests.Load;

/// <summary>The system's clock, which a test can set forward; timers run in real time.</summary>
internal sealed class ForwardClock : TimeProvider
{
    private long _ahead;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _ahead);

    public void SetForward(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
