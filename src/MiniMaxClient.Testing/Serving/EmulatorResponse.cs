namespace MiniMaxClient.Testing.Serving;

/// <summary>Represents a response to send: a non-streaming body is one chunk, a stream has a chunk for each event.</summary>
internal sealed record EmulatorResponse(int Status, string ContentType, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)
{
    public bool IsStream { get; init; }

    /// <summary>Gets whether the response has a body; a 304 has none.</summary>
    public bool HasBody => Status != 304;

    /// <summary>Gets the bytes that are sent immediately after the headers, before the first event.</summary>
    public ReadOnlyMemory<byte> Preamble { get; init; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static EmulatorResponse FromJson(int status, byte[] body) => new(status, "application/json; charset=utf-8", [body]);
}
