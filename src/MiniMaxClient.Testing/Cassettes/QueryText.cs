namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Splits queries of addresses into their parameters.</summary>
internal static class QueryText
{
    /// <summary>Returns the parameters of a query as they are written; a parameter without <c>=</c> has an empty value.</summary>
    public static IEnumerable<(string Name, string Value)> Split(string query)
    {
        foreach (string parameter in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = parameter.Split('=', 2);
            yield return (parts[0], parts.Length == 2 ? parts[1] : "");
        }
    }

    /// <summary>Replaces the values of a path's query parameters; a null value keeps the one that is there.</summary>
    public static string ReplaceValues(string pathAndQuery, Func<string, string?> replaceByName)
    {
        int start = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
            return pathAndQuery;
        IEnumerable<string> parameters = pathAndQuery[(start + 1)..].Split('&').Select(parameter =>
        {
            string[] parts = parameter.Split('=', 2);
            return parts.Length == 2 && replaceByName(Uri.UnescapeDataString(parts[0])) is { } value
                ? $"{parts[0]}={value}"
                : parameter;
        });
        return pathAndQuery[..(start + 1)] + string.Join('&', parameters);
    }
}
