using System.Net.Http.Headers;
using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Protocols;

/// <summary>Whose answer is read, for what its errors say.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Secrets">The secrets of the request, to be taken out of what the provider quotes.</param>
/// <param name="StatusCode">The HTTP status of the answer.</param>
internal sealed record ResponseContext(string Provider, KnownSecrets? Secrets, int StatusCode)
{
    /// <summary>Finds the error in a part of the response, in the adapter's own way; null for the library's.</summary>
    public ErrorFinder? CustomErrorFinder { get; init; }

    /// <summary>The headers of the response; null if they are not known.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>Whether streamed content starts inside the thinking, with no tag that opens it.</summary>
    public bool IsThinkingOpenAtStart { get; init; }

    /// <summary>The time at which the response's headers arrived, by the client's clock.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The maximum number of bytes of one event.</summary>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How deep the JSON may nest.</summary>
    public int MaxDepth { get; init; } = WireFormat.MaxDepth;

    /// <summary>The most tool calls in a stream, and so the highest index.</summary>
    public int MaxToolCalls { get; init; } = ToolCallListBuilder.MaxToolCalls;

    public JsonReaderOptions ReaderOptions => new() { MaxDepth = MaxDepth };
}

/// <summary>Finds the error in a part of a response; null where there is none.</summary>
internal delegate ProviderError? ErrorFinder(in ResponsePart part);
