namespace MiniMaxClient.Providers;

/// <summary>Validates the request headers that an application sets.</summary>
internal static class HeaderValidator
{
    public const string InvalidNameProblem = "is not a header name";
    public const string ReservedNameProblem = "is a header that the client sets itself";
    public const string InvalidValueProblem = "has a value with a line break, a control character or a character outside ASCII";

    // Headers that frame the body or belong to the connection, and content headers, which HttpRequestHeaders rejects.
    private static readonly string[] ReservedNames =
    [
        "Host", "Connection", "Transfer-Encoding", "Expect", "Upgrade", "TE", "Trailer", "Allow", "Expires", "Last-Modified",
        "X-Client-Request-Id",
    ];

    private static readonly char[] TokenPunctuation = [.. "!#$%&'*+-.^_`|~"];

    /// <summary>Determines whether a text is a header name: RFC 9110 section 5.6.2, token = 1*tchar.</summary>
    public static bool IsValidName(string? name) =>
        name is { Length: > 0 } && name.All(static c => IsAsciiLetterOrDigit(c) || TokenPunctuation.Contains(c));

    /// <summary>Determines whether the client sets a header itself.</summary>
    public static bool IsReservedName(string name) =>
        ReservedNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Determines whether a text can be the value of a header.</summary>
    public static bool IsValidValue(string? value) => value?.All(static c => c is '\t' or (>= ' ' and <= '~')) == true;

    /// <summary>Gets the problem of a header without quoting its value, or null if the header is valid.</summary>
    public static string? GetHeaderProblem(string? name, string? value) =>
        !IsValidName(name) ? InvalidNameProblem
        : IsReservedName(name!) ? ReservedNameProblem
        : !IsValidValue(value) ? InvalidValueProblem
        : null;

    /// <summary>Gets the path of a header in its options, without quoting an invalid name.</summary>
    public static string GetHeaderPath(string? name) => $"Headers['{(IsValidName(name) ? name : "…")}']";

    public static bool IsAsciiLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
