using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>The result of the request of a line.</summary>
/// <param name="Index">The index of the request in the run.</param>
/// <param name="Completion">The last response; null if there is none.</param>
/// <param name="Error">The exception; null if the request succeeded.</param>
internal sealed record LineResult(long Index, ChatCompletion? Completion, MiniMaxException? Error)
{
    /// <summary>Gets whether the run has a type.</summary>
    public bool IsTyped { get; private init; }

    /// <summary>Gets the value of a run with a type; null if the request failed.</summary>
    public JsonElement? Value { get; private init; }

    /// <summary>Gets the usage of all responses of a run with a type, corrected ones included.</summary>
    public Usage? Usage { get; private init; }

    public static LineResult FromResult(BulkResult result) => new(result.Index, result.Completion, result.Error);

    public static LineResult FromResult<T>(BulkResult<T> result, JsonTypeInfo<T> type) =>
        new(result.Index, result.Completion, result.Error)
        {
            IsTyped = true,
            Value = result.HasValue ? JsonSerializer.SerializeToElement(result.Value, type) : null,
            Usage = result.Usage,
        };
}
