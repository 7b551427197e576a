using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles the legacy form of a tool call, <c>"function_call":{"name","arguments"}</c>.</summary>
/// <remarks>The schema does not include it: the call is an additional property of the message.</remarks>
internal sealed class LegacyFunctionCallBuilder
{
    public const string PropertyName = "function_call";

    private readonly StringBuilder _arguments = new();
    private string? _functionName;
    private bool _isUnrecognized;

    public void Add(JsonElement delta)
    {
        if (delta.ValueKind == JsonValueKind.Null)
            return;
        _isUnrecognized |= delta.ValueKind != JsonValueKind.Object;
        _functionName ??= GetPropertyText(delta, "name");
        _arguments.Append(GetPropertyText(delta, "arguments"));
    }

    /// <summary>Builds the call; null if the host sent a value of another form.</summary>
    public JsonElement? Build()
    {
        if (_isUnrecognized || _functionName is null)
            return null;
        return JsonElement.Parse(JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", _functionName);
            json.WritePropertyName("arguments");
            JsonText.WriteValue(json, _arguments.ToString());
            json.WriteEndObject();
        }));
    }

    private static string? GetPropertyText(JsonElement call, string name) =>
        JsonText.GetProperty(call, name) switch
        {
            { ValueKind: JsonValueKind.Undefined } => null,
            { ValueKind: JsonValueKind.String } text => JsonText.ReadString(text),
            var value => JsonText.GetRawText(value),
        };
}
