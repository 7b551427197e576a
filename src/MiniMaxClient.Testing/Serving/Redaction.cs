using Microsoft.AspNetCore.Http;

namespace MiniMaxClient.Testing.Serving;

/// <summary>Removes secrets from request headers, so that a test can print them.</summary>
internal static class Redaction
{
    private const string Mark = "REDACTED";

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "key", "api-key", "x-api-key", "x-goog-api-key",
    };

    public static Dictionary<string, string> RedactHeaders(IHeaderDictionary headers) => headers.ToDictionary(
        header => header.Key,
        header => Secrets.Contains(header.Key) ? Hide(header.Value.ToString()) : header.Value.ToString(),
        StringComparer.OrdinalIgnoreCase);

    // The scheme is not a secret, and tests assert it.
    private static string Hide(string value) =>
        value.Split(' ') is [var scheme, _] ? $"{scheme} {Mark}" : Mark;
}
