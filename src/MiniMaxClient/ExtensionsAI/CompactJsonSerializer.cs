using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Writes what the ecosystem's dictionaries and results hold as JSON on one line.</summary>
internal static class CompactJsonSerializer
{
    // The ecosystem's own options write indented, and the white space would be paid for as tokens.
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public static JsonElement SerializeToElement(SchemaObject value) =>
        JsonElement.Parse(NormalizeEscapes(JsonElement.Parse(JsonText.WriteToBytes(value.Write))));

    /// <summary>Converts any value; null for one that has no JSON form.</summary>
    public static JsonElement? TrySerializeToElement(object? value)
    {
        try
        {
            return JsonElement.Parse(JsonText.WriteToBytes(json => WriteValue(json, value)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            // A type without a form, such as a delegate, or an object that contains itself.
            return null;
        }
    }

    /// <summary>Writes any value that JSON has a form for.</summary>
    /// <exception cref="NotSupportedException">There is none for its type.</exception>
    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or JsonElement { ValueKind: JsonValueKind.Undefined }:
                json.WriteNullValue();
                break;
            case JsonElement element:
                json.WriteRawValue(NormalizeEscapes(element));
                break;
            case SchemaObject known:
                known.Write(json);
                break;
            default:
                JsonSerializer.Serialize(json, value, Options.GetTypeInfo(value.GetType()));
                break;
        }
    }

    /// <summary>The element with the same escapes, wherever it was stored in between.</summary>
    private static byte[] NormalizeEscapes(JsonElement element)
    {
        try
        {
            return JsonText.WriteToBytes(element.WriteTo);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Half of a surrogate pair in a string, or bytes that are not UTF-8.
            return Encoding.UTF8.GetBytes(JsonText.GetRawText(element));
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false };
        options.MakeReadOnly();
        return options;
    }
}
