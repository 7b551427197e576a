using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Compares JSON values: ignores the order of properties, compares numbers by value and treats null as missing.</summary>
internal static class JsonDifference
{
    public static IReadOnlyList<string> Between(string expected, string actual) => Between(Parse(expected), Parse(actual));

    public static IReadOnlyList<string> Between(JsonElement expected, JsonElement actual)
    {
        List<string> differences = [];
        Compare("$", expected, actual, differences);
        return differences;
    }

    public static JsonElement Parse(string json) => JsonElement.Parse(json);

    private static void Compare(string path, JsonElement expected, JsonElement actual, List<string> differences)
    {
        if (expected.ValueKind != actual.ValueKind)
            differences.Add($"{path}: {expected.GetRawText()} became {actual.GetRawText()}");
        else if (expected.ValueKind == JsonValueKind.Object)
            CompareObjects(path, expected, actual, differences);
        else if (expected.ValueKind == JsonValueKind.Array)
            CompareArrays(path, expected, actual, differences);
        else if (!IsSame(expected, actual))
            differences.Add($"{path}: {expected.GetRawText()} became {actual.GetRawText()}");
    }

    private static void CompareObjects(string path, JsonElement expected, JsonElement actual, List<string> differences)
    {
        foreach (string name in actual.EnumerateObject().GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => g.Key))
            differences.Add($"{path}.{name}: written more than once");
        foreach (JsonProperty property in expected.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            if (actual.TryGetProperty(property.Name, out JsonElement value))
                Compare($"{path}.{property.Name}", property.Value, value, differences);
            else
                differences.Add($"{path}.{property.Name}: lost {property.Value.GetRawText()}");
        }

        foreach (JsonProperty property in actual.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            if (!expected.TryGetProperty(property.Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
                differences.Add($"{path}.{property.Name}: added {property.Value.GetRawText()}");
        }
    }

    private static void CompareArrays(string path, JsonElement expected, JsonElement actual, List<string> differences)
    {
        if (expected.GetArrayLength() != actual.GetArrayLength())
        {
            differences.Add($"{path}: {expected.GetArrayLength()} items became {actual.GetArrayLength()}");
            return;
        }

        for (int i = 0; i < expected.GetArrayLength(); i++)
            Compare($"{path}[{i}]", expected[i], actual[i], differences);
    }

    private static bool IsSame(JsonElement expected, JsonElement actual) => expected.ValueKind switch
    {
        JsonValueKind.String => expected.GetString() == actual.GetString(),
        JsonValueKind.Number => IsSameNumber(expected.GetRawText(), actual.GetRawText()),
        _ => true,
    };

    private static bool IsSameNumber(string expected, string actual) =>
        decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal left)
        && decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal right)
            ? left == right || double.Parse(expected, CultureInfo.InvariantCulture).Equals(double.Parse(actual, CultureInfo.InvariantCulture))
            : expected == actual;
}
