using System.Text.Json;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Represents a request and what the library made of the response.</summary>
/// <param name="Raw">The last response; null if none was received.</param>
/// <param name="Completion">The completion; null if the call failed.</param>
/// <param name="Error">The exception of the call; null if it succeeded.</param>
internal sealed record Exchange(RawResponse? Raw, ChatCompletion? Completion, MiniMaxException? Error)
{
    /// <summary>Gets the chunks of a stream; null for a non-streaming call.</summary>
    public IReadOnlyList<ChatCompletionChunk>? Chunks { get; init; }

    /// <summary>Gets whether the provider accepted the request.</summary>
    public bool IsAccepted => Error is null && Raw?.Status is >= 200 and < 300;

    public string? RequestId => Completion?.Call?.RequestId ?? Error?.RequestId;

    /// <summary>Gets a short description of the outcome: the status, and the exception.</summary>
    public string Summary
    {
        get
        {
            string status = Raw is { } raw ? $"HTTP {raw.Status}" : "no response";
            string code = Error?.ProviderCode is { } value ? $", code {value}" : "";
            return Error is null ? status : $"{status}{code}, {Error.GetType().Name}";
        }
    }

    /// <summary>Gets whether the response ended at the limit of the request.</summary>
    public bool IsCut => (Completion ?? Error?.Partial)?.FinishReason?.Value == "length";

    /// <summary>Gets the completion.</summary>
    /// <exception cref="MiniMaxException">The call failed.</exception>
    public ChatCompletion RequireCompletion() => Completion ?? throw Error!;

    /// <summary>Returns the exchange, for a check that needs the text or the calls of the response.</summary>
    /// <exception cref="CutException">The response ended before them at the limit of the request.</exception>
    public Exchange RequireWhole()
    {
        JsonElement request = Raw?.RequestJson ?? default;
        return IsCut
            ? throw new CutException(request.Get("max_tokens").Number() ?? request.Get("max_completion_tokens").Number())
            : this;
    }
}
