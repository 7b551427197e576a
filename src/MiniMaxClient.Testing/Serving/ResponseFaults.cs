namespace MiniMaxClient.Testing.Serving;

/// <summary>Delays, pauses and connection failures while a response is sent.</summary>
internal sealed record ResponseFaults
{
    /// <summary>The position before the headers; 0 is the position after the headers and before the first event.</summary>
    public const int BeforeHeaders = -1;

    public TimeSpan Delay { get; init; }
    public TimeSpan ChunkDelay { get; init; }
    public int? CutAfterBytes { get; init; }
    public int? CutAfterEvents { get; init; }
    public int? StallAfterEvents { get; init; }
    public IReadOnlyList<(int AfterEvents, Task Until)> Holds { get; init; } = [];
}
