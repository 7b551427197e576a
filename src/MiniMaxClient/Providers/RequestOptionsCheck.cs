namespace MiniMaxClient.Providers;

/// <summary>Finds what is wrong with a request's options.</summary>
internal static class RequestOptionsCheck
{
    // Those that carry a key or credentials: an adapter or the HttpClient sets them.
    private static readonly string[] Credentials = ["Authorization", "x-api-key", "Proxy-Authorization", "Cookie"];

    public static void Find(RequestOptions options, Action<string, string> add)
    {
        CheckLimit(nameof(options.Timeout), options.Timeout, add);
        CheckLimit(nameof(options.HeadersTimeout), options.HeadersTimeout, add);
        CheckLimit(nameof(options.FirstTokenTimeout), options.FirstTokenTimeout, add);
        CheckLimit(nameof(options.IdleTimeout), options.IdleTimeout, add);

        // AIML API drops an id that is out of this form without a word.
        if (options.ClientRequestId is { } id && !(id.Length is >= 1 and <= 128 && id.All(IsIdCharacter)))
            add("Options.ClientRequestId", "is not 1 to 128 of A-Z a-z 0-9 . _ : -");
        foreach (KeyValuePair<string, string> header in options.Headers ?? new Dictionary<string, string>())
            CheckHeader(header.Key, header.Value, add);
    }

    private static void CheckLimit(string name, TimeSpan? limit, Action<string, string> add)
    {
        if (limit is { } given && !TimeLimit.IsValid(given))
            add("Options." + name, $"is {given}; it must be {TimeLimit.Range}");
    }

    private static void CheckHeader(string name, string? value, Action<string, string> add)
    {
        string path = "Options." + HeaderRules.GetPath(name);
        if (!HeaderRules.IsName(name))
            add(path, HeaderRules.InvalidName);
        else if (HeaderRules.IsReserved(name) || Credentials.Contains(name, StringComparer.OrdinalIgnoreCase))
            add(path, HeaderRules.Reserved);
        if (!HeaderRules.IsValue(value))
            add(path, HeaderRules.InvalidValue);
    }

    private static bool IsIdCharacter(char c) => HeaderRules.IsLetterOrDigit(c) || c is '.' or '_' or ':' or '-';
}
