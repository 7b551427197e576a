using System.Net.Http.Headers;
using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Protocols;

/// <summary>The context of a response that is read: its provider, status, headers and limits.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Secrets">The secrets of the request, which are redacted in quotes from the response.</param>
/// <param name="StatusCode">The HTTP status of the response.</param>
internal sealed record ResponseContext(string Provider, KnownSecrets? Secrets, int StatusCode)
{
    /// <summary>The adapter's error finder; null to use the library's.</summary>
    public ErrorFinder? CustomErrorFinder { get; init; }

    /// <summary>The headers of the response; null if they are unknown.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>Whether streamed content starts inside the reasoning, without an opening tag.</summary>
    public bool IsThinkingOpenAtStart { get; init; }

    /// <summary>The time at which the response's headers arrived, by the client's clock.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The maximum size of one event in bytes. Default: 16 MiB.</summary>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The maximum nesting depth of the JSON.</summary>
    public int MaxDepth { get; init; } = JsonSettings.MaxDepth;

    /// <summary>The maximum number of tool calls in a stream, which also bounds their indexes.</summary>
    public int MaxToolCalls { get; init; } = ToolCallListBuilder.MaxToolCalls;

    public JsonReaderOptions ReaderOptions => new() { MaxDepth = MaxDepth };
}

/// <summary>Finds the error in a part of a response; null if there is none.</summary>
internal delegate ProviderError? ErrorFinder(in ResponsePart part);
