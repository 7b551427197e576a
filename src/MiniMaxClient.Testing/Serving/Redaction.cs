using Microsoft.AspNetCore.Http;

namespace MiniMaxClient.Testing.Serving;

/// <summary>Request headers as a test may print them.</summary>
internal static class Redaction
{
    private const string Mark = "REDACTED";

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "key", "api-key", "x-api-key", "x-goog-api-key",
    };

    public static Dictionary<string, string> Of(IHeaderDictionary headers) => headers.ToDictionary(
        header => header.Key,
        header => Secrets.Contains(header.Key) ? Hide(header.Value.ToString()) : header.Value.ToString(),
        StringComparer.OrdinalIgnoreCase);

    // The scheme is no secret, and a test may want to see it.
    private static string Hide(string value) =>
        value.Split(' ') is [var scheme, _] ? $"{scheme} {Mark}" : Mark;
}
