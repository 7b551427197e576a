using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Removes secrets, account data and what differs each time from an exchange.</summary>
internal sealed class ExchangeRedaction(CassetteOptions options, SecretCollection secrets)
{
    /// <summary>The text in place of what is removed; a replay accepts any text there.</summary>
    public const string Mark = "REDACTED";

    // The framing of a response is created again, and the others describe the connection or the moment.
    private static readonly HashSet<string> VolatileHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "Server", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Trailer", "Upgrade", "Age", "Via",
        "Vary", "Alt-Svc", "NEL", "Report-To", "Reporting-Endpoints", "Strict-Transport-Security", "CF-Cache-Status",
        "X-Powered-By", "Server-Timing",
    };

    private static readonly HashSet<string> SecretHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Set-Cookie", "Set-Cookie2", "Authorization", "Authentication-Info", "x-api-key", "api-key",
    };

    // Parts of the names of response headers with the account's data, such as openai-organization.
    private static readonly string[] AccountNameParts =
        ["organization", "account", "project-id", "openai-project", "user-id", "group-id", "customer", "email", "tenant"];

    private static readonly string[] AccountProperties =
        ["user_id", "account_id", "organization_id", "org_id", "group_id", "customer_id", "email"];

    private readonly HashSet<string> _removedHeaders = new(options.RemovedHeaders, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _removedProperties = [.. (options.RemovedProperties ?? AccountProperties).Select(Simplify)];
    private readonly HashSet<string> _requestHeaders =
        new(options.RequestHeaders.Concat(CassetteComparison.ComparedHeaders), StringComparer.OrdinalIgnoreCase);

    /// <summary>Determines whether a request header is recorded.</summary>
    public bool IsRecordedRequestHeader(string name) => _requestHeaders.Contains(name) && !SecretCollection.IsSecretName(name);

    /// <summary>Determines whether a response header is recorded.</summary>
    public bool IsRecordedResponseHeader(string name) =>
        !VolatileHeaders.Contains(name) && !SecretHeaders.Contains(name) && !_removedHeaders.Contains(name)
        && !name.EndsWith("-org", StringComparison.OrdinalIgnoreCase)
        && !AccountNameParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the exchange without secrets and removed values.</summary>
    public CassetteExchange Redact(CassetteExchange exchange)
    {
        SecretScanner scanner = secrets.Scanner;
        (ReadOnlyMemory<byte> requestBody, _) = RedactBody(
            scanner, exchange.RequestBody, [], $"\"{Mark}\"",
            static (name, depth) => depth == 1 && SecretCollection.IsSecretProperty(name));
        (ReadOnlyMemory<byte> body, IReadOnlyList<CassetteChunk> chunks) = RedactBody(
            scanner, exchange.ResponseBody, exchange.Chunks, "0", static (_, _) => false);
        return exchange with
        {
            Path = RedactText(scanner, QueryText.ReplaceValues(
                exchange.Path, name => IsRemovedProperty(name) || SecretCollection.IsSecretName(name) ? Mark : null)),
            RequestHeaders = RedactHeaders(scanner, exchange.RequestHeaders),
            RequestBody = requestBody,
            ResponseHeaders = RedactHeaders(scanner, exchange.ResponseHeaders),
            ResponseBody = body,
            Chunks = chunks,
        };
    }

    private (ReadOnlyMemory<byte> Body, IReadOnlyList<CassetteChunk> Chunks) RedactBody(
        SecretScanner scanner, ReadOnlyMemory<byte> body, IReadOnlyList<CassetteChunk> chunks, string removedNumber,
        Func<string, int, bool> isSecret)
    {
        BodyEdit edit = new();
        foreach (JsonScalar scalar in JsonScalar.Find(
            body.Span, (name, depth) => isSecret(name, depth) || IsRemovedProperty(name)))
            edit.Replace(scalar.Range, scalar.IsString ? Mark : removedNumber);
        foreach (Range range in scanner.Find(body.Span))
            edit.Replace(range, Mark);
        return edit.Apply(body, chunks);
    }

    private static CassetteHeader[] RedactHeaders(SecretScanner scanner, IEnumerable<CassetteHeader> headers) =>
        [.. headers.Select(header => header with { Value = RedactText(scanner, header.Value) })];

    private static string RedactText(SecretScanner scanner, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        BodyEdit edit = new();
        foreach (Range range in scanner.Find(bytes))
            edit.Replace(range, Mark);
        return Encoding.UTF8.GetString(edit.Apply(bytes, []).Body.Span);
    }

    private bool IsRemovedProperty(string name) => _removedProperties.Contains(Simplify(name));

    private static string Simplify(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
