namespace MiniMaxClient.Providers;

/// <summary>Determines which headers an application may set.</summary>
internal static class HeaderRules
{
    public const string InvalidName = "is not a header name";
    public const string Reserved = "is a header that the client sets itself";
    public const string InvalidValue = "has a value with a line break, a control character or a character outside ASCII";

    // Those that frame the body, are the connection's own, or are content headers, which a request's headers cannot have.
    private static readonly string[] ReservedNames =
    [
        "Host", "Connection", "Transfer-Encoding", "Expect", "Upgrade", "TE", "Trailer", "Allow", "Expires", "Last-Modified",
        "X-Client-Request-Id",
    ];

    private static readonly char[] TokenMarks = [.. "!#$%&'*+-.^_`|~"];

    /// <summary>Whether a text is a header's name. RFC 9110 5.6.2: token = 1*tchar.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 } && name.All(static c => IsLetterOrDigit(c) || TokenMarks.Contains(c));

    /// <summary>Whether the client sets a header itself.</summary>
    public static bool IsReserved(string name) =>
        ReservedNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text can be the value of a header.</summary>
    public static bool IsValue(string? value) => value?.All(static c => c is '\t' or (>= ' ' and <= '~')) == true;

    /// <summary>Finds what keeps a header from being set; null for nothing. The value is never part of it.</summary>
    public static string? FindProblem(string? name, string? value) =>
        !IsName(name) ? InvalidName
        : IsReserved(name!) ? Reserved
        : !IsValue(value) ? InvalidValue
        : null;

    /// <summary>The place of a header in its options, without a name that is none.</summary>
    public static string GetPath(string? name) => $"Headers['{(IsName(name) ? name : "…")}']";

    public static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
