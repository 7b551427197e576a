using System.Text.Json;

namespace MiniMaxClient.Providers;

/// <summary>Adapts the tool calls of a message that is sent back.</summary>
internal static class ToolCallNormalizer
{
    // A value of another JSON type than the schema's is kept as an additional property, which would be sent in place of the typed
    // one.
    private static readonly string[] CallFields = ["id", "type"];
    private static readonly string[] FunctionFields = ["name", "arguments"];

    /// <summary>The calls as they are sent; the same list where nothing changes.</summary>
    public static IReadOnlyList<ToolCall> NormalizeToolCalls(IReadOnlyList<ToolCall> calls)
    {
        ToolCall[]? prepared = null;
        for (int i = 0; i < calls.Count; i++)
        {
            ToolCall sent = NormalizeToolCalls(calls[i]);
            if (!ReferenceEquals(sent, calls[i]))
                (prepared ??= [.. calls])[i] = sent;
        }

        return prepared ?? calls;
    }

    private static ToolCall NormalizeToolCalls(ToolCall call)
    {
        if (HasMalformedFields(call, CallFields))
            call = call with { AdditionalProperties = RemoveFields(call.AdditionalPropertiesOrNull!, CallFields) };
        switch (call)
        {
            case FunctionToolCall { Function: var function } named:
                FunctionCall prepared = NormalizeToolCalls(function);
                return ReferenceEquals(prepared, function) ? call : named with { Function = prepared };
            case CustomToolCall { Custom: var custom } named when string.IsNullOrWhiteSpace(custom.Name):
                return named with { Custom = custom with { Name = FunctionCall.UnnamedFunction } };
            default:
                return call;
        }
    }

    private static FunctionCall NormalizeToolCalls(FunctionCall function)
    {
        string arguments = NormalizeArguments(function);
        string name = string.IsNullOrWhiteSpace(function.Name) ? FunctionCall.UnnamedFunction : function.Name;
        if (HasMalformedFields(function, FunctionFields))
            function = function with { AdditionalProperties =
                RemoveFields(function.AdditionalPropertiesOrNull!, FunctionFields) };
        return ReferenceEquals(arguments, function.Arguments) && ReferenceEquals(name, function.Name)
            ? function
            : function with { Name = name, Arguments = arguments };
    }

    // The validation accepts arguments that are no object only where a model wrote them. The model sees its mistake in the result
    // of the call; MiniMax rejects a history with such arguments (pi#5468).
    private static string NormalizeArguments(FunctionCall function)
    {
        string? text = function.Arguments;
        if (function.AdditionalPropertiesOrNull?.TryGetValue("arguments", out JsonElement value) == true)
            text = value.ValueKind == JsonValueKind.String ? JsonText.ReadString(value) : JsonText.GetRawText(value);
        return ToolArgumentsJson.TryNormalize(text, out string arguments) ? arguments : ToolArgumentsJson.EmptyObject;
    }

    private static bool HasMalformedFields(SchemaObject value, string[] fields)
    {
        if (value.AdditionalPropertiesOrNull is not { } others)
            return false;
        return fields.Any(others.ContainsKey) || others.Values.Any(JsonLists.IsNullOrEmptyArray);
    }

    private static Dictionary<string, JsonElement> RemoveFields(
        IReadOnlyDictionary<string, JsonElement> additionalProperties, string[] fields) =>
        additionalProperties.Where(one => !fields.Contains(one.Key) && !JsonLists.IsNullOrEmptyArray(one.Value))
            .ToDictionary(static one => one.Key, static one => one.Value);
}
