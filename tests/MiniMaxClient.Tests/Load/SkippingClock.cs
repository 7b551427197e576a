namespace MiniMaxClient.Tests.Load;

/// <summary>The system clock, which a test can advance; timers run in real time.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private long _offsetTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offsetTicks));

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _offsetTicks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offsetTicks, time.Ticks);
}
