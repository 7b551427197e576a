using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Serializes values of Microsoft.Extensions.AI as compact JSON.</summary>
internal static class CompactJsonSerializer
{
    // AIJsonUtilities.DefaultOptions writes indented JSON, whose white space would be billed as tokens.
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public static JsonElement SerializeToElement(SchemaObject value) =>
        JsonElement.Parse(NormalizeEscapes(JsonElement.Parse(JsonText.WriteToBytes(value.Write))));

    /// <summary>Serializes any value; null if it cannot be serialized.</summary>
    public static JsonElement? TrySerializeToElement(object? value)
    {
        try
        {
            return JsonElement.Parse(JsonText.WriteToBytes(json => WriteValue(json, value)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            // A type that cannot be serialized, such as a delegate, or a circular reference.
            return null;
        }
    }

    /// <summary>Writes any value that can be serialized.</summary>
    /// <exception cref="NotSupportedException">The type of the value cannot be serialized.</exception>
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

    /// <summary>Serializes the element with uniform escapes, regardless of the serializer that wrote it.</summary>
    private static byte[] NormalizeEscapes(JsonElement element)
    {
        try
        {
            return JsonText.WriteToBytes(element.WriteTo);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // A string with an unpaired surrogate, or bytes that are not UTF-8.
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
