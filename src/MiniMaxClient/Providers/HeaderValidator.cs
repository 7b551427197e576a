namespace MiniMaxClient.Providers;

/// <summary>Determines which headers an application may set.</summary>
internal static class HeaderValidator
{
    public const string InvalidNameProblem = "is not a header name";
    public const string ReservedNameProblem = "is a header that the client sets itself";
    public const string InvalidValueProblem = "has a value with a line break, a control character or a character outside ASCII";

    // Those that frame the body, are the connection's own, or are content headers, which a request's headers cannot have.
    private static readonly string[] ReservedNames =
    [
        "Host", "Connection", "Transfer-Encoding", "Expect", "Upgrade", "TE", "Trailer", "Allow", "Expires", "Last-Modified",
        "X-Client-Request-Id",
    ];

    private static readonly char[] TokenPunctuation = [.. "!#$%&'*+-.^_`|~"];

    /// <summary>Whether a text is a header's name. RFC 9110 5.6.2: token = 1*tchar.</summary>
    public static bool IsValidName(string? name) =>
        name is { Length: > 0 } && name.All(static c => IsAsciiLetterOrDigit(c) || TokenPunctuation.Contains(c));

    /// <summary>Whether the client sets a header itself.</summary>
    public static bool IsReservedName(string name) =>
        ReservedNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text can be the value of a header.</summary>
    public static bool IsValidValue(string? value) => value?.All(static c => c is '\t' or (>= ' ' and <= '~')) == true;

    /// <summary>Finds what keeps a header from being set; null for nothing. The value is never part of it.</summary>
    public static string? GetHeaderProblem(string? name, string? value) =>
        !IsValidName(name) ? InvalidNameProblem
        : IsReservedName(name!) ? ReservedNameProblem
        : !IsValidValue(value) ? InvalidValueProblem
        : null;

    /// <summary>The place of a header in its options, without a name that is none.</summary>
    public static string GetHeaderPath(string? name) => $"Headers['{(IsValidName(name) ? name : "…")}']";

    public static bool IsAsciiLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
