namespace MiniMaxClient.Benchmarks.Server;

/// <summary>How the server sends a stream.</summary>
internal enum ResponsePace
{
    /// <summary>Everything at once.</summary>
    Burst,

    /// <summary>Every event flushed by itself, as fast as the connection takes them.</summary>
    Each,

    /// <summary>An event each 200 ms.</summary>
    Slow,

    /// <summary>Everything at once, after 5 ms.</summary>
    Delayed,
}
