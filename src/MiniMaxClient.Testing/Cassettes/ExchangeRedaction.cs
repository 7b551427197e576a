using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Removes secrets, account data and what differs each time from an exchange.</summary>
internal sealed class ExchangeRedaction(CassetteRecorderOptions options, SecretCollection secrets)
{
    /// <summary>The text in place of what is removed; a replay accepts any text there.</summary>
    /// <remarks>No prompt has it, unlike the word alone, and URLs and JSON have it without escapes.</remarks>
    public const string Mark = "~REDACTED~";

    // The framing of a response is created again, and the others describe the connection or the moment.
    private static readonly HashSet<string> VolatileHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "Server", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Trailer", "Upgrade", "Age", "Via",
        "Vary", "Alt-Svc", "NEL", "Report-To", "Reporting-Endpoints", "Strict-Transport-Security", "CF-Cache-Status",
        "X-Powered-By", "Server-Timing", "Authentication-Info",
    };

    // Parts of the names of response headers with the account's data, such as openai-organization.
    private static readonly string[] AccountNameParts =
        ["organization", "account", "project-id", "openai-project", "user-id", "group-id", "customer", "email", "tenant"];

    private static readonly string[] AccountProperties =
        ["user_id", "account_id", "organization_id", "org_id", "group_id", "customer_id", "email"];

    private readonly HashSet<string> _removedHeaders = new(options.RemovedHeaders, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _removedProperties =
        [.. options.RemovedProperties.Concat(AccountProperties).Select(Simplify)];
    private readonly HashSet<string> _requestHeaders =
        new(options.RequestHeaders.Concat(CassetteComparison.ComparedHeaders), StringComparer.OrdinalIgnoreCase);

    /// <summary>Determines whether a request header is recorded.</summary>
    public bool IsRecordedRequestHeader(string name) => _requestHeaders.Contains(name) && !SecretCollection.IsSecretHeader(name);

    /// <summary>Determines whether a response header is recorded.</summary>
    public bool IsRecordedResponseHeader(string name) =>
        !VolatileHeaders.Contains(name) && !SecretCollection.IsSecretHeader(name) && !_removedHeaders.Contains(name)
        && !name.EndsWith("-org", StringComparison.OrdinalIgnoreCase)
        && !AccountNameParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the exchange without secrets and removed values.</summary>
    public CassetteExchange Redact(CassetteExchange exchange)
    {
        SecretScanner scanner = secrets.Scanner;
        BodyEdit request = new();
        foreach (JsonScalar scalar in JsonScalar.Find(exchange.RequestBody.Span, IsRemovedRequestProperty))
            request.Replace(scalar.Range, scalar.IsString ? Mark : $"\"{Mark}\"");
        ReplaceSecrets(request, scanner, exchange.RequestBody.Span);

        BodyEdit response = new();
        ReadOnlySpan<byte> body = exchange.ResponseBody.Span;
        List<JsonScalar> removed = JsonScalar.Find(body, (name, _) => IsRemovedProperty(name), isDeep: true);
        HashSet<string> values = [];
        foreach (JsonScalar scalar in removed)
        {
            response.Replace(scalar.Range, scalar.IsString ? Mark : "0");
            if (values.Add(Encoding.UTF8.GetString(body[scalar.Range])))
                ReplaceAll(response, body, body[scalar.Range]);
        }

        ReplaceSecrets(response, scanner, body);
        (ReadOnlyMemory<byte> responseBody, IReadOnlyList<CassetteChunk> chunks) =
            response.Apply(exchange.ResponseBody, exchange.Chunks);
        return exchange with
        {
            Path = RedactText(scanner, RedactQuery(exchange.Path)),
            RequestHeaders = RedactHeaders(scanner, exchange.RequestHeaders),
            RequestBody = request.Apply(exchange.RequestBody, []).Body,
            ResponseHeaders = RedactHeaders(scanner, exchange.ResponseHeaders),
            ResponseBody = responseBody,
            Chunks = chunks,
        };
    }

    /// <summary>Returns a text without secrets.</summary>
    public static string RedactText(SecretScanner scanner, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        BodyEdit edit = new();
        ReplaceSecrets(edit, scanner, bytes);
        return Encoding.UTF8.GetString(edit.Apply(bytes, []).Body.Span);
    }

    /// <summary>Returns a name in lower case without <c>_</c> and <c>-</c>.</summary>
    public static string Simplify(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static void ReplaceSecrets(BodyEdit edit, SecretScanner scanner, ReadOnlySpan<byte> bytes)
    {
        foreach (Range range in scanner.Find(bytes))
            edit.Replace(range, Mark);
    }

    /// <summary>Replaces a removed value in the whole body: a server also names an account in the text of an error.</summary>
    private static void ReplaceAll(BodyEdit edit, ReadOnlySpan<byte> body, ReadOnlySpan<byte> value)
    {
        // A shorter one would also be found in text that has nothing to do with it.
        if (value.Length < CassetteRecorderOptions.MinSecretLength)
            return;
        // Digits may also be a JSON number.
        string replacement = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? "0" : Mark;
        for (int start = 0; body[start..].IndexOf(value) is >= 0 and var index; start += index + value.Length)
            edit.Replace((start + index)..(start + index + value.Length), replacement);
    }

    private CassetteHeader[] RedactHeaders(SecretScanner scanner, IEnumerable<CassetteHeader> headers) =>
        [.. headers.Select(header => header with
        {
            // The address of a file may have a signature.
            Value = RedactText(
                scanner, header.Name is "location" or "content-location" ? RedactQuery(header.Value) : header.Value),
        })];

    private string RedactQuery(string address) => QueryText.ReplaceValues(
        address, name => IsRemovedProperty(name) || SecretCollection.IsSecretParameter(name) ? Mark : null);

    private bool IsRemovedRequestProperty(string name, int depth) =>
        (depth == 1 && SecretCollection.IsSecretProperty(name)) || IsRemovedProperty(name);

    private bool IsRemovedProperty(string name) => _removedProperties.Contains(Simplify(name));
}
