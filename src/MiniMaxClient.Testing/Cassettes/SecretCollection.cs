using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Collects the secrets of the requests of a recorder. This type is thread-safe.</summary>
internal sealed class SecretCollection(IEnumerable<string> secrets)
{
    // Parts of the names of headers with a secret value.
    private static readonly string[] SecretHeaderParts =
        ["authorization", "key", "token", "secret", "cookie", "password", "passwd", "credential", "signature"];

    // The names of query parameters with a secret value, in lower case and without _ and -. A part of a name says less than in a
    // header: page_token, max_tokens and keyword are none.
    private static readonly HashSet<string> SecretParameters =
    [
        "key", "apikey", "xapikey", "accesskey", "accesskeyid", "secretkey", "subscriptionkey", "token", "accesstoken",
        "authtoken", "apitoken", "idtoken", "refreshtoken", "sessiontoken", "secret", "clientsecret", "sig", "signature",
        "password", "passwd", "pwd", "credential", "credentials", "auth", "authorization", "xamzsignature", "xamzcredential",
        "xamzsecuritytoken", "xgoogsignature", "xgoogcredential",
    ];

    private readonly object _lock = new();
    private readonly HashSet<string> _secrets = [.. secrets];
    private SecretScanner? _scanner;

    /// <summary>Gets the scanner for the secrets of all requests so far.</summary>
    public SecretScanner Scanner
    {
        get
        {
            lock (_lock)
                return _scanner ??= new(_secrets);
        }
    }

    /// <summary>Determines whether the value of a header is a secret, by its name.</summary>
    public static bool IsSecretHeader(string name) =>
        (SecretHeaderParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
            || name.EndsWith("-auth", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("-sig", StringComparison.OrdinalIgnoreCase))
        && !name.Contains("idempotency", StringComparison.OrdinalIgnoreCase)
        && !name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase);

    /// <summary>Determines whether the value of a query parameter is a secret, by its name.</summary>
    public static bool IsSecretParameter(string name) => SecretParameters.Contains(ExchangeRedaction.Simplify(name));

    /// <summary>Determines whether a property of a request's JSON object is a key: ModelsLab reads it there.</summary>
    public static bool IsSecretProperty(string name) => name is "key" or "api_key" or "apiKey";

    /// <summary>Adds the secrets of a request.</summary>
    public void AddSecrets(IEnumerable<CassetteHeader> headers, string query, ReadOnlySpan<byte> body)
    {
        foreach (CassetteHeader header in headers)
        {
            if (IsSecretHeader(header.Name))
                AddHeader(header.Name, header.Value);
        }

        foreach ((string name, string value) in QueryText.Split(query))
        {
            if (IsSecretParameter(Uri.UnescapeDataString(name)))
                Add(Uri.UnescapeDataString(value));
        }

        foreach (JsonScalar scalar in JsonScalar.Find(body, static (name, depth) => depth == 1 && IsSecretProperty(name)))
        {
            if (scalar.IsString && ReadJsonText(body[scalar.Range]) is { } value)
                Add(value);
        }
    }

    private void AddHeader(string name, string value)
    {
        if (name.Contains("cookie", StringComparison.OrdinalIgnoreCase))
        {
            foreach (string cookie in value.Split(';'))
                Add(cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
            return;
        }

        if (!name.Contains("authorization", StringComparison.OrdinalIgnoreCase))
        {
            Add(value.Trim());
            return;
        }

        // The scheme, such as Bearer, is not a secret.
        string secret = value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim();
        Add(secret);
        byte[] decoded = new byte[secret.Length];
        if (!value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(secret, decoded, out int length))
            return;
        // RFC 7617: a server may quote the password alone.
        string credentials = Encoding.UTF8.GetString(decoded, 0, length);
        Add(credentials[(credentials.IndexOf(':', StringComparison.Ordinal) + 1)..]);
    }

    private void Add(string secret)
    {
        // A shorter one would also be found in text that has nothing to do with it.
        if (secret.Length < CassetteRecorderOptions.MinSecretLength)
            return;
        lock (_lock)
        {
            if (_secrets.Add(secret))
                _scanner = null;
        }
    }

    /// <summary>Returns the text of a JSON string without its quotation marks; null if its escapes are invalid.</summary>
    private static string? ReadJsonText(ReadOnlySpan<byte> content)
    {
        Utf8JsonReader reader = new((byte[])[(byte)'"', .. content, (byte)'"']);
        try
        {
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
