using System.Net.Http.Headers;

namespace MiniMaxClient;

/// <summary>A provider's answer.</summary>
public sealed class ProviderResponse
{
    /// <summary>The HTTP status.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The headers of the answer.</summary>
    public required HttpResponseHeaders Headers { get; init; }

    /// <summary>The type of the body, such as <c>text/event-stream</c>; null when the answer names none.</summary>
    public string? MediaType { get; init; }

    /// <summary>When the headers came, by the client's clock.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How deep the JSON may nest.</summary>
    public int MaxDepth { get; init; } = WireFormat.MaxDepth;

    /// <summary>The most tool calls in a stream, and so the highest index.</summary>
    public int MaxToolCalls { get; init; } = 1024;

    /// <summary>The most bytes that one event of a stream may have.</summary>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The body; empty for a stream, whose bytes come apart. It holds only during the call that gets it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
