using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Describes, for the model to read, what a schema expects and what arrived.</summary>
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

    /// <summary>The problem of a value that the type cannot read.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">The path of the value.</param>
    /// <param name="inner">The path of what cannot be read within the value: <c>$.day</c>; null for all of it.</param>
    /// <param name="type">The name of the type.</param>
    public static string DescribeDeserializationError(
        JsonElement schema, JsonElement value, string path, string? inner, string type)
    {
        ApplicableSchemas schemas = ApplicableSchemas.ForRoot(schema);
        JsonElement found = value;
        string rest = inner is { Length: > 0 } && inner[0] == '$' ? inner.Substring(1) : "";
        foreach (string part in SplitPath(rest))
        {
            if (found.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < found.GetArrayLength())
                (found, schemas) = (found[index], schemas.ForItems());
            else if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(part, out JsonElement member))
                (found, schemas) = (member, schemas.ForProperty(part));
            else
                return $"{path}{rest}: expected a value that {type} can hold, got {FormatValue(value)}";
        }

        string? format =
            schemas.Formats.Select(static one => FormatDescriptions.TryGetValue(one, out string? known) ? known : null)
            .FirstOrDefault(static known => known is not null);
        string[] types = [.. schemas.Types.Where(static one => one != "null")];
        bool isNamed = types.Length == 0 || (rest.Length == 0 && types.Contains("object"));
        string expected = format ?? $"a valid {(isNamed ? type : string.Join(" or ", types))}";
        return $"{path}{rest}: expected {expected}, got {FormatValue(found)}";
    }

    /// <summary>A problem of the schema check, with the value that it is about where it does not describe it.</summary>
    public static string AppendActualValue(string problem, JsonElement value, string path)
    {
        int end = problem.IndexOf(" must be ", StringComparison.Ordinal);
        if (end < path.Length || problem.IndexOf(" and is ", end, StringComparison.Ordinal) >= 0
            || FindAtPath(value, problem.Substring(path.Length, end - path.Length)) is not { } found)
            return problem;
        return $"{problem}, got {FormatValue(found)}";
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

    /// <summary>The names and indices of a path: <c>.days[2]</c>, <c>['a b']</c>.</summary>
    private static string[] SplitPath(string path) =>
        path.Replace("['", ".").Replace("']", "").Replace('[', '.').Replace("]", "")
            .Split(['.'], StringSplitOptions.RemoveEmptyEntries);

    private static string FormatValue(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? $"'{Redaction.RedactQuote(JsonText.ReadString(value))}'"
        : Redaction.RedactQuote(JsonText.ToCompactJson(value));
}
