using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>
/// Assembles the older form of a tool call, <c>"function_call":{"name","arguments"}</c>. The schema does not name it: the whole
/// call is an additional property.
/// </summary>
internal sealed class LegacyFunctionCall
{
    public const string Name = "function_call";

    private readonly StringBuilder _arguments = new();
    private string? _name;
    private bool _isOther;

    public void Add(JsonElement delta)
    {
        if (delta.ValueKind == JsonValueKind.Null)
            return;
        _isOther |= delta.ValueKind != JsonValueKind.Object;
        _name ??= Text(delta, "name");
        _arguments.Append(Text(delta, "arguments"));
    }

    /// <summary>Gets the call; null where the host sent something else.</summary>
    public JsonElement? Build() => _isOther || _name is null ? null : JsonElement.Parse(JsonText.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", _name);
        json.WritePropertyName("arguments");
        JsonText.Write(json, _arguments.ToString());
        json.WriteEndObject();
    }));

    private static string? Text(JsonElement call, string name) =>
        JsonText.Property(call, name) switch
        {
            { ValueKind: JsonValueKind.Undefined } => null,
            { ValueKind: JsonValueKind.String } text => JsonText.Read(text),
            var value => JsonText.Raw(value),
        };
}
