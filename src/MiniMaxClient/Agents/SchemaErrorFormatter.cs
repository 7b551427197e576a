using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Formats schema problems for the model, with the expected and the actual value.</summary>
internal static class SchemaErrorFormatter
{
    private static readonly Dictionary<string, string> FormatDescriptions = new(StringComparer.Ordinal)
    {
        ["date"] = "a date (yyyy-MM-dd)",
        ["date-time"] = "a date and time (yyyy-MM-ddTHH:mm:ssZ)",
        ["time"] = "a time (HH:mm:ss)",
        ["duration"] = "a duration",
        ["uuid"] = "a UUID (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)",
        ["uri"] = "a URI",
        ["email"] = "an email address",
    };

    /// <summary>Describes a value that cannot be deserialized.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">The path of the value.</param>
    /// <param name="inner">The path of the problem within the value, such as <c>$.day</c>; null for the value itself.</param>
    /// <param name="type">The name of the type.</param>
    public static string DescribeDeserializationError(
        JsonElement schema, JsonElement value, string path, string? inner, string type)
    {
        ApplicableSchemas schemas = ApplicableSchemas.ForRoot(schema);
        JsonElement actual = value;
        string relativePath = inner is { Length: > 0 } && inner[0] == '$' ? inner.Substring(1) : "";
        foreach (string part in SplitPath(relativePath))
        {
            if (actual.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < actual.GetArrayLength())
                (actual, schemas) = (actual[index], schemas.ForItems());
            else if (actual.ValueKind == JsonValueKind.Object && actual.TryGetProperty(part, out JsonElement member))
                (actual, schemas) = (member, schemas.ForProperty(part));
            else
                return $"{path}{relativePath}: expected a value that {type} can hold, got {FormatValue(value)}";
        }

        string? format = schemas.Formats
            .Select(static name => FormatDescriptions.TryGetValue(name, out string? description) ? description : null)
            .FirstOrDefault(static description => description is not null);
        string[] types = [.. schemas.Types.Where(static one => one != "null")];
        bool shouldNameType = types.Length == 0 || (relativePath.Length == 0 && types.Contains("object"));
        string expected = format ?? $"a valid {(shouldNameType ? type : string.Join(" or ", types))}";
        return $"{path}{relativePath}: expected {expected}, got {FormatValue(actual)}";
    }

    /// <summary>Appends the actual value to a validation problem that does not describe it.</summary>
    public static string AppendActualValue(string problem, JsonElement value, string path)
    {
        int end = problem.IndexOf(" must be ", StringComparison.Ordinal);
        if (end < path.Length || problem.IndexOf(" and is ", end, StringComparison.Ordinal) >= 0
            || FindAtPath(value, problem.Substring(path.Length, end - path.Length)) is not { } actual)
            return problem;
        return $"{problem}, got {FormatValue(actual)}";
    }

    private static JsonElement? FindAtPath(JsonElement value, string path)
    {
        foreach (string part in SplitPath(path))
        {
            if (value.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < value.GetArrayLength())
                value = value[index];
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value))
                return null;
        }

        return value;
    }

    /// <summary>Splits a path such as <c>.days[2]</c> or <c>['a b']</c> into names and indices.</summary>
    private static string[] SplitPath(string path) =>
        path.Replace("['", ".").Replace("']", "").Replace('[', '.').Replace("]", "")
            .Split(['.'], StringSplitOptions.RemoveEmptyEntries);

    private static string FormatValue(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? $"'{Redaction.RedactQuote(JsonText.ReadString(value))}'"
        : Redaction.RedactQuote(JsonText.ToCompactJson(value));
}
