namespace MiniMaxClient.Tests.Support;

/// <summary>A clock whose time of day can be shifted independently of its timestamps.</summary>
internal sealed class AdjustableClock : TimeProvider
{
    public ManualClock Inner { get; } = new();

    public TimeSpan Shift { get; set; }

    public override long TimestampFrequency => Inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow() + Shift;

    public override long GetTimestamp() => Inner.GetTimestamp();
}
