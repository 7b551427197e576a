using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaValidator
{
    private const NumberStyles NumberTextStyles =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static bool IsTypeMatch(JsonElement type, JsonElement value) => type.ValueKind switch
    {
        JsonValueKind.String => IsTypeMatch(type.GetString()!, value),
        JsonValueKind.Array => type.EnumerateArray().Any(one => IsTypeMatch(one, value)),
        _ => true,
    };

    private static bool IsTypeMatch(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => ReadDecimal(value) is { } exact
            ? exact == Math.Truncate(exact)
            : ReadDouble(value) is { } number && number == Math.Truncate(number),
        "number" => ReadDouble(value) is not null,
        _ => true,
    };

    /// <summary>The exact value of a number, beyond the precision of a double; null outside the range of a decimal.</summary>
    private static decimal? ReadDecimal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) => number,
        JsonValueKind.String when decimal.TryParse(
            value.GetString(), NumberTextStyles, CultureInfo.InvariantCulture, out decimal number) => number,
        _ => null,
    };

    private static double? ReadDouble(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out double number) ? number
            : value.GetRawText()[0] == '-' ? double.MinValue
            : double.MaxValue,
        JsonValueKind.String when double.TryParse(
            value.GetString(), NumberTextStyles, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };

    private static string FormatTypeNames(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(static one => one.ToString()))
        : type.ToString();

    private static string GetTypeName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether a schema allows null regardless of its type, by OpenAPI 3.0's <c>nullable</c> or its default.</summary>
    private static bool IsNullAllowed(JsonElement schema) =>
        (TryGetKeyword(schema, "nullable", out JsonElement nullable) && nullable.ValueKind == JsonValueKind.True)
        || (TryGetKeyword(schema, "default", out JsonElement @default) && @default.ValueKind == JsonValueKind.Null);
}
