using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaValidator
{
    /// <summary>A change to a value that conforms to its schema.</summary>
    private enum Adjustment
    {
        Omit,
        WriteAsInteger,
    }

    private static JsonElement ApplyAdjustments(Dictionary<ValuePath, Adjustment> adjustments, JsonElement value) =>
        JsonElement.Parse(
            JsonText.WriteToBytes(json => WriteAdjusted(json, adjustments, value, new(null, "$"))),
            new() { MaxDepth = JsonSettings.MaxDepth });

    private static void WriteAdjusted(
        Utf8JsonWriter json, Dictionary<ValuePath, Adjustment> adjustments, JsonElement value, ValuePath path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    ValuePath propertyPath = new(path, property.Name);
                    if (adjustments.TryGetValue(propertyPath, out Adjustment adjustment) && adjustment == Adjustment.Omit)
                        continue;
                    json.WritePropertyName(property.Name);
                    WriteAdjusted(json, adjustments, property.Value, propertyPath);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                    WriteAdjusted(json, adjustments, item, new(path, index++));
                json.WriteEndArray();
                break;
            case JsonValueKind.Number when adjustments.ContainsKey(path):
                json.WriteNumberValue(decimal.Truncate(value.GetDecimal()));
                break;
            default:
                JsonText.WriteValue(json, value);
                break;
        }
    }

    /// <summary>Whether a number is an integer that is written with a fraction or an exponent, such as <c>7.0</c>.</summary>
    private static bool HasZeroFraction(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && JsonText.GetRawUtf8(value).IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
        && IntegerParser.TryParse(JsonText.GetRawText(value), out _);
}
