using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Validates the calls of a response before functions run.</summary>
/// <remarks>Shared by tool runs and the <c>IChatClient</c> adapter, so that both reject the same calls.</remarks>
internal static class ToolCallValidator
{
    // With these keywords, a schema without properties may still have parameters.
    private static readonly string[] SubschemaKeywords =
        ["$ref", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas", "minProperties"];

    /// <summary>Finds the reason why the last call of a response may be incomplete; null if it is complete.</summary>
    /// <param name="reason">The finish reason.</param>
    /// <param name="isStreamed">Whether the response was streamed; a stream without a finish reason may be truncated.</param>
    public static string? FindTruncationReason(FinishReason? reason, bool isStreamed)
    {
        string value = reason?.Value ?? "";
        if (string.IsNullOrWhiteSpace(value))
            return isStreamed ? "the response ended without a finish reason" : null;
        if (reason == FinishReason.Length)
            return "the response reached the token limit";
        // MiniMax sends tool_call in some responses.
        bool isComplete = reason == FinishReason.Stop || reason == FinishReason.ToolCalls || reason == FinishReason.FunctionCall
            || reason == new FinishReason("tool_call");
        return isComplete ? null
            : reason == FinishReason.ContentFilter ? "a content filter stopped the response"
            : "the response ended early";
    }

    /// <summary>Finds the reason why a call must not run, as a message for the model; null if it may run.</summary>
    /// <param name="text">The arguments as received.</param>
    /// <param name="schema">The schema of the function's arguments; null if it is unknown.</param>
    /// <param name="truncation">The reason why the call may be incomplete; null if it is complete.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static string? FindArgumentsError(
        string? text, JsonElement? schema, string? truncation, CancellationToken cancellationToken = default)
    {
        ToolArguments arguments = ToolArguments.Parse(text);
        bool hasParameters = schema is not { } known || HasParameters(known);
        bool hasMembers = arguments.Object.ValueKind == JsonValueKind.Object && arguments.Object.GetPropertyCount() > 0;
        // Empty arguments are complete for a function without parameters; for another one they may be truncated.
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

    /// <summary>Creates the message for arguments that do not match the schema.</summary>
    public static string DescribeSchemaMismatch(string problem) => $"the arguments do not match the schema: {problem}.";

    /// <summary>Whether a function may have parameters, so that missing arguments may have been lost.</summary>
    private static bool HasParameters(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && (HasMembers(schema, "properties") || HasMembers(schema, "required")
            || SubschemaKeywords.Any(keyword => schema.TryGetProperty(keyword, out _))
            || (schema.TryGetProperty("additionalProperties", out JsonElement additional)
                && CanHaveAdditionalProperties(additional)));

    private static bool HasMembers(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out JsonElement members) && members.ValueKind switch
        {
            JsonValueKind.Object => members.GetPropertyCount() > 0,
            JsonValueKind.Array => members.GetArrayLength() > 0,
            _ => false,
        };

    // Boolean schemas are converted: false becomes {"not":true}.
    private static bool CanHaveAdditionalProperties(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Object => !schema.TryGetProperty("not", out _),
        _ => false,
    };
}
