using System.Text.Json;

namespace MiniMaxClient.Providers;

/// <summary>Adapts the tool calls of an assistant message that is sent to a provider.</summary>
internal static class ToolCallNormalizer
{
    // A value with another JSON type than the schema's is kept as an additional property, which would replace the typed value.
    private static readonly string[] CallFields = ["id", "type"];
    private static readonly string[] FunctionFields = ["name", "arguments"];

    /// <summary>Adapts the calls; returns the same list if nothing changes.</summary>
    public static IReadOnlyList<ToolCall> NormalizeToolCalls(IReadOnlyList<ToolCall> calls)
    {
        ToolCall[]? changed = null;
        for (int i = 0; i < calls.Count; i++)
        {
            ToolCall normalized = NormalizeToolCall(calls[i]);
            if (!ReferenceEquals(normalized, calls[i]))
                (changed ??= [.. calls])[i] = normalized;
        }

        return changed ?? calls;
    }

    private static ToolCall NormalizeToolCall(ToolCall call)
    {
        if (HasMalformedFields(call, CallFields))
            call = call with { AdditionalProperties = RemoveFields(call.AdditionalPropertiesOrNull!, CallFields) };
        switch (call)
        {
            case FunctionToolCall { Function: var function } functionCall:
                FunctionCall normalized = NormalizeFunctionCall(function);
                return ReferenceEquals(normalized, function) ? call : functionCall with { Function = normalized };
            case CustomToolCall { Custom: var custom } customCall when string.IsNullOrWhiteSpace(custom.Name):
                return customCall with { Custom = custom with { Name = FunctionCall.UnnamedFunction } };
            default:
                return call;
        }
    }

    private static FunctionCall NormalizeFunctionCall(FunctionCall function)
    {
        string arguments = NormalizeArguments(function);
        string name = string.IsNullOrWhiteSpace(function.Name) ? FunctionCall.UnnamedFunction : function.Name;
        if (HasMalformedFields(function, FunctionFields))
        {
            function = function with
            {
                AdditionalProperties = RemoveFields(function.AdditionalPropertiesOrNull!, FunctionFields),
            };
        }

        return ReferenceEquals(arguments, function.Arguments) && ReferenceEquals(name, function.Name)
            ? function
            : function with { Name = name, Arguments = arguments };
    }

    // The validator accepts arguments other than an object only if a model wrote them. MiniMax rejects them in a request
    // (pi#5468); the result of the call reports the mistake to the model.
    private static string NormalizeArguments(FunctionCall function)
    {
        string? text = function.Arguments;
        if (function.AdditionalPropertiesOrNull?.TryGetValue("arguments", out JsonElement value) == true)
            text = value.ValueKind == JsonValueKind.String ? JsonText.ReadString(value) : JsonText.GetRawText(value);
        return ToolArgumentsJson.TryNormalize(text, out string arguments) ? arguments : ToolArgumentsJson.EmptyObject;
    }

    private static bool HasMalformedFields(SchemaObject value, string[] fields)
    {
        if (value.AdditionalPropertiesOrNull is not { } properties)
            return false;
        return fields.Any(properties.ContainsKey) || properties.Values.Any(JsonLists.IsNullOrEmptyArray);
    }

    private static Dictionary<string, JsonElement> RemoveFields(
        IReadOnlyDictionary<string, JsonElement> additionalProperties, string[] fields) =>
        additionalProperties
            .Where(property => !fields.Contains(property.Key) && !JsonLists.IsNullOrEmptyArray(property.Value))
            .ToDictionary(static property => property.Key, static property => property.Value);
}
