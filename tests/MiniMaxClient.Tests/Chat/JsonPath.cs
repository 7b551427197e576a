using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Evaluates the paths of the contract.</summary>
/// <remarks><c>a.b</c> is a property, <c>a[]</c> an item, <c>a.*</c> a value and <c>a{type=x}</c> an alternative.</remarks>
internal static class JsonPath
{
    /// <summary>Gets the values at a path.</summary>
    public static IReadOnlyList<JsonElement> Find(JsonElement root, string path)
    {
        IEnumerable<JsonElement> values = [root];
        foreach (string step in path.Replace("[]", ".[]", StringComparison.Ordinal).Replace("{", ".{", StringComparison.Ordinal).Split('.'))
            values = values.SelectMany(value => Step(value, step));
        return [.. values];
    }

    /// <summary>Removes the alternatives from a path, as in the paths of <see cref="AdditionalPropertyPaths"/>.</summary>
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
        return value.TryGetProperty(condition[0], out JsonElement discriminator) && discriminator.ValueEquals(condition[1]) ? [value] : [];
    }
}
