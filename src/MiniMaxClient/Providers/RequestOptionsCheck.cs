namespace MiniMaxClient.Providers;

/// <summary>Finds what is wrong with a request's options.</summary>
internal static class RequestOptionsCheck
{
    // Those that carry the key, frame the body, or are the connection's own.
    private static readonly string[] Reserved =
    [
        "Authorization", "x-api-key", "Proxy-Authorization", "Cookie", "Host", "Connection", "Transfer-Encoding", "Expect",
        "Upgrade", "TE", "Trailer", "Allow", "Expires", "Last-Modified", "X-Client-Request-Id",
    ];

    private static readonly char[] TokenMarks = [.. "!#$%&'*+-.^_`|~"];

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
        string path = $"Options.Headers['{(IsToken(name) ? name : "…")}']";
        if (!IsToken(name))
            add(path, "is not a header name");
        else if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            add(path, "is a header that the client sets itself");
        if (value is null || value.Any(static c => c is not '\t' and (< ' ' or > '~')))
            add(path, "has a value with a line break, a control character or a character outside ASCII");
    }

    // RFC 9110 5.6.2: token = 1*tchar
    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(static c => IsLetterOrDigit(c) || TokenMarks.Contains(c));

    private static bool IsIdCharacter(char c) => IsLetterOrDigit(c) || c is '.' or '_' or ':' or '-';

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
