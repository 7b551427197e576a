using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Collects the secrets of the requests of a recorder. This type is thread-safe.</summary>
internal sealed class SecretCollection(IEnumerable<string> secrets)
{
    // Lower-case parts of the names of headers and query parameters with a secret value.
    private static readonly string[] SecretNameParts =
        ["authorization", "key", "token", "secret", "cookie", "password", "credential", "signature"];

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

    /// <summary>Determines whether the value of a request header or query parameter is a secret, by its name.</summary>
    public static bool IsSecretName(string name) =>
        SecretNameParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
        && !name.Contains("idempotency", StringComparison.OrdinalIgnoreCase);

    /// <summary>Determines whether a property of a request's JSON object is a key: ModelsLab reads it there.</summary>
    public static bool IsSecretProperty(string name) => name is "key" or "api_key" or "apiKey";

    /// <summary>Adds the secrets of a request.</summary>
    public void AddSecrets(HttpRequestMessage request, ReadOnlySpan<byte> body)
    {
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in request.Headers.NonValidated)
        {
            if (!IsSecretName(header.Key))
                continue;
            foreach (string value in header.Value)
                AddHeader(value);
        }

        foreach ((string name, string value) in QueryText.Split(request.RequestUri?.Query ?? ""))
        {
            if (IsSecretName(Uri.UnescapeDataString(name)))
                Add(Uri.UnescapeDataString(value));
        }

        foreach (JsonScalar scalar in JsonScalar.Find(body, static (name, depth) => depth == 1 && IsSecretProperty(name)))
        {
            if (scalar.IsString && ReadJsonText(body[scalar.Range]) is { } value)
                Add(value);
        }
    }

    private void AddHeader(string value)
    {
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
        if (secret.Length < CassetteOptions.MinSecretLength)
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
