using System.Diagnostics;
using System.Net.Http.Headers;

namespace MiniMaxClient.Diagnostics;

/// <summary>Stores the secrets of a provider's requests and redacts them in text of its responses.</summary>
/// <remarks>
/// The adapter adds its API key, and the client adds the secrets of each request before it is sent, so that the keys of custom
/// adapters are known too. This type is thread-safe.
/// </remarks>
[DebuggerDisplay("***")]
internal sealed class KnownSecrets
{
    // The client then removes the least recently used secret; a call keeps all of its secrets.
    private const int MaxSecretCount = 48;

    // Shorter values of headers and query parameters, such as versions, are not keys.
    private const int MinSecretLength = 8;

    // Lower-case parts of the names of headers and query parameters with a secret value.
    private static readonly string[] SecretNameParts =
        ["authorization", "key", "token", "secret", "cookie", "password", "passwd", "credential", "signature"];

    private readonly object _lock = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private volatile Secret[] _secrets = [];

    private readonly KnownSecrets? _clientSecrets;

    private long _useCount;

    /// <summary>Initializes the secrets of a client.</summary>
    /// <param name="keys">The permanent keys of the adapter.</param>
    public KnownSecrets(params ApiKey[] keys)
    {
        foreach (ApiKey key in keys)
            AddSecret(key.Reveal(), isPermanent: true);
    }

    private KnownSecrets(KnownSecrets client) => _clientSecrets = client;

    /// <summary>Whether this instance has no secrets, apart from those of the client.</summary>
    public bool IsEmpty => _secrets.Length == 0;

    /// <summary>Creates the secrets of a call, which include the client's; secrets of the call are added to both.</summary>
    public KnownSecrets CreateForCall() => new(this);

    /// <summary>Determines whether the value of a header or query parameter is a secret, by its name.</summary>
    public static bool IsSecretName(string name)
    {
        if (name.Contains("idempotency", StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (string part in SecretNameParts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return name.Equals("sig", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("-auth", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds a secret unless it is already known.</summary>
    /// <param name="value">The secret.</param>
    /// <param name="isPermanent">Whether the secret is never removed, because requests do not add it again.</param>
    public void AddSecret(string value, bool isPermanent = false)
    {
        _clientSecrets?.AddSecret(value, isPermanent);
        if (value.Length == 0 || IsKnown(value.AsSpan()))
            return;
        lock (_lock)
        {
            if (IsKnown(value.AsSpan()))
                return;
            Secret? oldest = _clientSecrets is not null || _secrets.Length < MaxSecretCount
                ? null
                : _secrets.Where(static secret => !secret.IsPermanent).OrderBy(static secret => secret.LastUseNumber)
                    .FirstOrDefault();
            var added = new Secret(value, isPermanent) { LastUseNumber = GetNextUseNumber() };
            _secrets = [.. _secrets.Where(secret => secret != oldest), added];
        }
    }

    /// <summary>Adds the value of a header if its name indicates a secret.</summary>
    public void AddHeader(string name, string? value, bool isPermanent = false)
    {
        if (value is null || !IsSecretName(name))
            return;

        // The scheme, such as Bearer, is not a secret.
        int space = name.Contains("authorization", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(' ') : -1;
        ReadOnlySpan<char> secret = value.AsSpan(space + 1).Trim();
        if (secret.Length < MinSecretLength || IsKnown(secret))
            return;
        AddSecret(secret.ToString(), isPermanent);

        // "Basic" credentials are base64 (RFC 7617): a server may quote the decoded password.
        if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && DecodeBase64(secret.ToString()) is { } credentials)
            AddSecret(credentials.Substring(credentials.IndexOf(':') + 1), isPermanent);
    }

    /// <summary>Adds the secrets among headers.</summary>
    public void AddHeaders(IReadOnlyDictionary<string, string> headers, bool isPermanent = false)
    {
        // The enumerator of the library's own dictionaries is not boxed for each call.
        if (headers is Dictionary<string, string> known)
        {
            foreach (KeyValuePair<string, string> header in known)
                AddHeader(header.Key, header.Value, isPermanent);
            return;
        }

        foreach (KeyValuePair<string, string> header in headers)
            AddHeader(header.Key, header.Value, isPermanent);
    }

    /// <summary>Adds the secrets among the default headers of an HTTP client.</summary>
    public void AddHeaders(HttpRequestHeaders headers)
    {
#if NETSTANDARD2_0
        foreach (KeyValuePair<string, IEnumerable<string>> header in headers)
#else
        // Parsing would change the headers, which another client may be reading.
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
#endif
        {
            foreach (string value in header.Value)
                AddHeader(header.Key, value, isPermanent: true);
        }
    }

    /// <summary>Adds the secrets in the query of a URI.</summary>
    public void AddQueryParameters(Uri uri, bool isPermanent = false)
    {
        if (uri.Query.Length == 0)
            return;
        foreach (string parameter in uri.Query.TrimStart('?').Split('&'))
        {
            string[] parts = parameter.Split(['='], 2);
            if (parts.Length == 2 && parts[1].Length >= MinSecretLength && IsSecretName(Uri.UnescapeDataString(parts[0])))
                AddSecret(Uri.UnescapeDataString(parts[1]), isPermanent);
        }
    }

    /// <summary>Returns the text with each secret replaced by asterisks; the same instance if it has none.</summary>
    public string RedactSecrets(string text)
    {
        text = _clientSecrets?.RedactSecrets(text) ?? text;
        foreach (Secret secret in _secrets)
            text = secret.Matcher.RedactMatches(text);
        return text;
    }

    public override string ToString() => "***";

    /// <summary>
    /// Determines whether a secret need not be added: a call knows its own secrets and the permanent ones of the client.
    /// </summary>
    private bool IsKnown(ReadOnlySpan<char> value) => _clientSecrets?.IsPermanent(value) == true || FindSecret(value) is not null;

    private bool IsPermanent(ReadOnlySpan<char> value) => FindSecret(value) is { IsPermanent: true };

    private Secret? FindSecret(ReadOnlySpan<char> value)
    {
        foreach (Secret secret in _secrets)
        {
            if (!secret.HasValue(value))
                continue;
            secret.LastUseNumber = GetNextUseNumber();
            return secret;
        }

        return null;
    }

    private long GetNextUseNumber() => Interlocked.Increment(ref _useCount);

    private static string? DecodeBase64(string base64)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [DebuggerDisplay("***")]
    private sealed class Secret(string value, bool isPermanent)
    {
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        private readonly string _value = value;

        private long _lastUse;

        public bool IsPermanent => isPermanent;

        /// <summary>The value of the use counter when the secret was last used.</summary>
        public long LastUseNumber
        {
            get => Interlocked.Read(ref _lastUse);
            set => Interlocked.Exchange(ref _lastUse, value);
        }

        /// <summary>The matcher of the secret, created when the first text is searched.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public SecretMatcher Matcher => field ??= new(_value);

        public bool HasValue(ReadOnlySpan<char> value) => _value.AsSpan().SequenceEqual(value);
    }
}
