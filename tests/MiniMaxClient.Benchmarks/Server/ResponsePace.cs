namespace MiniMaxClient.Benchmarks.Server;

/// <summary>The pace at which the server sends a stream.</summary>
internal enum ResponsePace
{
    /// <summary>All events in one write.</summary>
    Burst,

    /// <summary>Every event flushed separately, as fast as the connection accepts them.</summary>
    Each,

    /// <summary>An event each 200 ms.</summary>
    Slow,

    /// <summary>All events in one write, after 5 ms.</summary>
    Delayed,
}
