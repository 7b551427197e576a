namespace MiniMaxClient.Testing.Serving;

/// <summary>A response that waits to be delivered: an undivided body is one piece, a stream has a piece for each event.</summary>
internal sealed record EmulatorResponse(int Status, string ContentType, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)
{
    public bool IsStream { get; init; }

    /// <summary>Whether the response may have a body at all: a 304 has none.</summary>
    public bool HasBody => Status != 304;

    /// <summary>What is sent with the headers, before the first event.</summary>
    public ReadOnlyMemory<byte> Preamble { get; init; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static EmulatorResponse FromJson(int status, byte[] body) => new(status, "application/json; charset=utf-8", [body]);
}
