using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Decides, before a function runs, whether what the model wrote is a call of it.</summary>
/// <remarks>Tool runs and the <c>IChatClient</c> adapter share it, so that neither runs what the other rejects.</remarks>
internal static class ToolCallValidator
{
    // With these a schema without properties of its own has parameters all the same.
    private static readonly string[] SubschemaKeywords =
        ["$ref", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas", "minProperties"];

    /// <summary>Why the last call of a response may be incomplete, for the model to read; null when it is complete.</summary>
    /// <param name="reason">Why the model stopped.</param>
    /// <param name="isStreamed">Whether the response was streamed, so that a missing reason may be a missing end.</param>
    public static string? FindTruncationReason(FinishReason? reason, bool isStreamed)
    {
        string value = reason?.Value ?? "";
        if (string.IsNullOrWhiteSpace(value))
            return isStreamed ? "the response ended without a finish reason" : null;
        if (reason == FinishReason.Length)
            return "the response reached the token limit";
        // MiniMax was seen to send tool_call.
        bool isComplete = reason == FinishReason.Stop || reason == FinishReason.ToolCalls || reason == FinishReason.FunctionCall
            || reason == new FinishReason("tool_call");
        return isComplete ? null
            : reason == FinishReason.ContentFilter ? "a content filter stopped the response"
            : "the response ended early";
    }

    /// <summary>Why a call must not run, for the model to read; null when it may run.</summary>
    /// <param name="text">The arguments as the model wrote them.</param>
    /// <param name="schema">The schema of the function's arguments; null when it is not known.</param>
    /// <param name="truncation">Why the call may be incomplete; null when it is complete.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static string? FindArgumentsError(
        string? text, JsonElement? schema, string? truncation, CancellationToken cancellationToken = default)
    {
        ToolArguments arguments = ToolArguments.Parse(text);
        bool hasParameters = schema is not { } known || HasParameters(known);
        bool hasMembers = arguments.Object.ValueKind == JsonValueKind.Object && arguments.Object.GetPropertyCount() > 0;
        // No arguments are all that a function without parameters gets; of another one they may be what is left.
        if (truncation is not null && hasParameters && !hasMembers)
            return $"{truncation}, and the arguments are cut off.";
        if (arguments.Problem is not null)
            return $"the arguments {arguments.Problem}.";
        if (arguments.IsMissing)
            return hasParameters ? "the arguments are missing; send {} for none." : null;
        return schema is not null
            && JsonSchemaValidator.Validate(schema.Value, arguments.Object, "$", cancellationToken) is { Count: > 0 } problems
                ? DescribeSchemaMismatch(string.Join("; ", problems))
                : null;
    }

    /// <summary>The message for arguments that do not fit the schema.</summary>
    public static string DescribeSchemaMismatch(string problem) => $"the arguments do not match the schema: {problem}.";

    /// <summary>Whether a function may get arguments, so that none at all may be a loss.</summary>
    private static bool HasParameters(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && (HasMembers(schema, "properties") || HasMembers(schema, "required")
            || SubschemaKeywords.Any(keyword => schema.TryGetProperty(keyword, out _))
            || (schema.TryGetProperty("additionalProperties", out JsonElement others) && CanHaveAdditionalProperties(others)));

    private static bool HasMembers(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out JsonElement members) && members.ValueKind switch
        {
            JsonValueKind.Object => members.GetPropertyCount() > 0,
            JsonValueKind.Array => members.GetArrayLength() > 0,
            _ => false,
        };

    // A schema without booleans says false as "not".
    private static bool CanHaveAdditionalProperties(JsonElement others) => others.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Object => !others.TryGetProperty("not", out _),
        _ => false,
    };
}
