using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaCheck
{
    /// <summary>A change of a value that fits its schema.</summary>
    private enum Change
    {
        Omit,
        WriteWhole,
    }

    private static JsonElement Apply(Dictionary<ValuePath, Change> changes, JsonElement value) =>
        JsonElement.Parse(
            JsonText.Bytes(json => Write(json, changes, value, new(null, "$"))), new() { MaxDepth = WireFormat.MaxDepth });

    private static void Write(Utf8JsonWriter json, Dictionary<ValuePath, Change> changes, JsonElement value, ValuePath path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    ValuePath own = new(path, property.Name);
                    if (changes.TryGetValue(own, out Change change) && change == Change.Omit)
                        continue;
                    json.WritePropertyName(property.Name);
                    Write(json, changes, property.Value, own);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                    Write(json, changes, item, new(path, index++));
                json.WriteEndArray();
                break;
            case JsonValueKind.Number when changes.ContainsKey(path):
                json.WriteNumberValue(decimal.Truncate(value.GetDecimal()));
                break;
            default:
                JsonText.Write(json, value);
                break;
        }
    }

    /// <summary>Whether a number is whole and not written as one, such as <c>7.0</c>.</summary>
    private static bool HasZeroFraction(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && JsonText.Utf8(value).IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
        && WholeNumber.TryParse(JsonText.Raw(value), out _);
}
