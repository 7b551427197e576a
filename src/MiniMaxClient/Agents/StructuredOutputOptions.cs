using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Options for structured output.</summary>
public sealed record StructuredOutputOptions
{
    /// <summary>The way in which structured output is requested from the model.</summary>
    /// <value>Default: <see cref="StructuredOutputMode.Auto"/>.</value>
    public StructuredOutputMode Mode { get; init; }

    /// <summary>
    /// The maximum number of corrections: further requests with a description of the problem, sent after a response that does not
    /// conform to the type. Range: 0 to 10.
    /// </summary>
    /// <value>Default: 2.</value>
    public int MaxCorrections { get; init; } = 2;

    /// <summary>The JSON Schema of the output, in place of the schema generated from the type.</summary>
    /// <value>Default: null, which generates the schema from the type and its <c>Description</c> attributes.</value>
    public JsonElement? Schema { get; init; }

    /// <summary>A callback for each response, including those that are corrected; gives access to usage and cost.</summary>
    /// <remarks>In bulk runs it is called concurrently, on any thread, and must be thread-safe.</remarks>
    /// <value>Default: none.</value>
    public Action<ChatCompletion>? OnResponse { get; init; }

    /// <summary>Validates the options.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (MaxCorrections is < 0 or > 10)
            yield return $"{nameof(MaxCorrections)} is {MaxCorrections}; it must be 0 to 10.";
        if (Mode is < StructuredOutputMode.Auto or > StructuredOutputMode.JsonObject)
            yield return $"{nameof(Mode)} is {Mode}; it must be Auto, ResponseFormat, JsonObject, ToolCall or Instruction.";
        if (Schema is { ValueKind: not JsonValueKind.Object })
            yield return $"{nameof(Schema)} is a JSON {Schema.Value.ValueKind}; it must be a JSON object.";
    }
}
