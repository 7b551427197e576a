namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Represents a recorded request and its response.</summary>
internal sealed record CassetteExchange
{
    /// <summary>Gets the position of the request among those of the recording, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the line of the file at which the exchange starts; 0 if it was not read from a file.</summary>
    public int Line { get; init; }

    public required string Method { get; init; }

    /// <summary>Gets the path and query.</summary>
    public required string Path { get; init; }

    public IReadOnlyList<CassetteHeader> RequestHeaders { get; init; } = [];

    public ReadOnlyMemory<byte> RequestBody { get; init; }

    /// <summary>Gets the status; null if no response was received.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<CassetteHeader> ResponseHeaders { get; init; } = [];

    public ReadOnlyMemory<byte> ResponseBody { get; init; }

    /// <summary>
    /// Gets the delays and lengths of the response as it arrived, the headers first with the length 0; empty if they were not
    /// recorded.
    /// </summary>
    public IReadOnlyList<CassetteChunk> Chunks { get; init; } = [];

    public ResponseEnd End { get; init; }

    /// <summary>Gets the number, method and path, for messages.</summary>
    public string Description => $"# {Number} {Method} {Path}";
}

/// <summary>Represents a header, whose name is in lower case.</summary>
internal readonly record struct CassetteHeader(string Name, string Value);

/// <summary>Represents bytes that were received together.</summary>
/// <param name="DelayMilliseconds">The time since the previous chunk, or since the request.</param>
/// <param name="Length">The number of bytes.</param>
internal readonly record struct CassetteChunk(int DelayMilliseconds, int Length);

/// <summary>Specifies how a response ended.</summary>
internal enum ResponseEnd
{
    /// <summary>It was received completely.</summary>
    Complete,

    /// <summary>The connection ended first, or there was no response.</summary>
    Cut,

    /// <summary>The client disposed of the response and did not wait for more of it.</summary>
    Abandoned,

    /// <summary>The client canceled while it waited for the response or for more of it.</summary>
    Canceled,

    /// <summary>It was longer than the recorder stores, or in an encoding that it cannot search for keys.</summary>
    Truncated,
}
