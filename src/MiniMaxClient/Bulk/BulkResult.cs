using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The result of one of the bulk requests: a response or an exception.</summary>
public sealed record BulkResult
{
    /// <summary>The index of the request in the input, starting at 0.</summary>
    public required long Index { get; init; }

    /// <summary>The request from the input.</summary>
    public required ChatCompletionRequest Request { get; init; }

    /// <summary>The response; null if the request failed.</summary>
    public ChatCompletion? Completion { get; init; }

    /// <summary>The exception; null if there is a response.</summary>
    /// <remarks>Not part of the record's JSON.</remarks>
    [JsonIgnore]
    public MiniMaxException? Error { get; init; }

    /// <summary>The number of times that the request was sent again after a rate-limit rejection.</summary>
    public int Requeues { get; init; }

    /// <summary>Returns the index, and the start of the response's text or the exception's type and message.</summary>
    public override string ToString() => DisplayText.Format(
        $"{Index:N0}: {DisplayText.Shorten(Error is null ? $"{Completion}" : $"{Error.GetType().Name}: {Error.Message}")}");
}
