using System.Net.Http.Headers;

namespace MiniMaxClient;

/// <summary>Represents the response of a provider and the limits for reading it.</summary>
public sealed class ProviderResponse
{
    /// <summary>Gets the HTTP status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>Gets the headers of the response.</summary>
    public required HttpResponseHeaders Headers { get; init; }

    /// <summary>Gets the media type of the body, such as <c>text/event-stream</c>; null if the response has none.</summary>
    /// <value>Default: null.</value>
    public string? MediaType { get; init; }

    /// <summary>Gets the time at which the headers arrived, by the client's <see cref="TimeProvider"/>.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets the maximum nesting depth of the JSON.</summary>
    /// <value>Default: that of <see cref="ChatCompletionsClientOptions.MaxDepth"/>.</value>
    public int MaxDepth { get; init; } = JsonSettings.MaxDepth;

    /// <summary>Gets the maximum number of tool calls in a stream, which also limits their indexes.</summary>
    /// <value>Default: 1,024.</value>
    public int MaxToolCalls { get; init; } = 1024;

    /// <summary>Gets the maximum size of an event of a stream, in bytes.</summary>
    /// <value>Default: 16 MiB.</value>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets the body; empty for a streaming response, whose body is read separately.</summary>
    /// <remarks>The memory is valid only during the call that receives the response.</remarks>
    /// <value>Default: empty.</value>
    public ReadOnlyMemory<byte> Body { get; init; }
}
