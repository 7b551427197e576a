using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>The paths of the contract: <c>a.b</c> a property, <c>a[]</c> an item, <c>a.*</c> a value, <c>a{type=x}</c> an alternative.</summary>
internal static class JsonPath
{
    /// <summary>Every value at the path.</summary>
    public static IReadOnlyList<JsonElement> Find(JsonElement root, string path)
    {
        IEnumerable<JsonElement> found = [root];
        foreach (string step in path.Replace("[]", ".[]", StringComparison.Ordinal).Replace("{", ".{", StringComparison.Ordinal).Split('.'))
            found = found.SelectMany(value => Step(value, step));
        return [.. found];
    }

    /// <summary>The path without the alternatives, as <see cref="AdditionalPropertyPaths"/> writes it.</summary>
    public static string Normalize(string path)
    {
        while (path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var start)
            path = path.Remove(start, path.IndexOf('}', start) + 1 - start);
        return path;
    }

    private static IEnumerable<JsonElement> Step(JsonElement value, string step)
    {
        if (step == "[]")
            return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
        if (value.ValueKind != JsonValueKind.Object)
            return [];
        if (step == "*")
            return value.EnumerateObject().Select(property => property.Value);
        if (step[0] != '{')
            return value.TryGetProperty(step, out JsonElement child) ? [child] : [];
        string[] condition = step.Trim('{', '}').Split('=');
        return value.TryGetProperty(condition[0], out JsonElement mark) && mark.ValueEquals(condition[1]) ? [value] : [];
    }
}
