namespace MiniMaxClient.Testing.Serving;

/// <summary>How the delivery of a response is slowed, held or broken.</summary>
internal sealed record ResponseFaults
{
    /// <summary>The place before the headers, where events are counted from zero.</summary>
    public const int BeforeHeaders = -1;

    public TimeSpan Delay { get; init; }
    public TimeSpan ChunkDelay { get; init; }
    public int? CutAfterBytes { get; init; }
    public int? CutAfterEvents { get; init; }
    public int? StallAfterEvents { get; init; }
    public IReadOnlyList<(int AfterEvents, Task Until)> Holds { get; init; } = [];
}
