using System.Diagnostics;
using System.Net.Http.Headers;

namespace MiniMaxClient.Diagnostics;

/// <summary>The secrets of a provider's requests, to be hidden in everything that a response says.</summary>
/// <remarks>
/// The one source of the redaction: the adapter adds its API key, and the client adds what it finds in each request before it is
/// sent, so that the key of an adapter that another assembly implements is known too. Safe for concurrent use.
/// </remarks>
[DebuggerDisplay("***")]
internal sealed class KnownSecrets
{
    // Beyond it, the client forgets the secret whose last use is the oldest; a call never forgets its own.
    private const int MaxSecretCount = 48;

    // What a header or a query carries may be as short as a version; keys are not.
    private const int MinSecretLength = 8;

    // Names of headers and query parameters whose value is a secret, by a part of the name in lower case.
    private static readonly string[] SecretNameParts =
        ["authorization", "key", "token", "secret", "cookie", "password", "passwd", "credential", "signature"];

    private readonly object _lock = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private volatile Secret[] _secrets = [];

    private readonly KnownSecrets? _clientSecrets;

    private long _useCount;

    /// <summary>Creates the secrets of a client.</summary>
    /// <param name="key">The key of the adapter, which is never forgotten.</param>
    public KnownSecrets(ApiKey? key = null)
    {
        if (key is not null)
            AddSecret(key.Reveal(), isPermanent: true);
    }

    private KnownSecrets(KnownSecrets client) => _clientSecrets = client;

    /// <summary>Whether there is no secret but those of the client.</summary>
    public bool IsEmpty => _secrets.Length == 0;

    /// <summary>Creates the secrets of a call: those of the client, and its own, which both remember.</summary>
    public KnownSecrets CreateForCall() => new(this);

    /// <summary>Whether the value of a header or of a query parameter of this name is a secret.</summary>
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

    /// <summary>Adds a secret; one that is known already is not added again.</summary>
    /// <param name="value">The secret.</param>
    /// <param name="isPermanent">Whether it is never forgotten: it is not added again by each request.</param>
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
            _secrets = [.. _secrets.Where(
                secret => secret != oldest), new(value, isPermanent) { LastUseNumber = GetNextUseNumber() }];
        }
    }

    /// <summary>Adds the value of a header if the name of the header says that it is a secret.</summary>
    public void AddHeader(string name, string? value, bool isPermanent = false)
    {
        if (value is null || !IsSecretName(name))
            return;

        // The scheme, such as Bearer, is no secret.
        int space = name.Contains("authorization", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(' ') : -1;
        ReadOnlySpan<char> secret = value.AsSpan(space + 1).Trim();
        if (secret.Length < MinSecretLength || IsKnown(secret))
            return;
        AddSecret(secret.ToString(), isPermanent);

        // "Basic" is credentials in base64 (RFC 7617): a server may quote the password as it is.
        if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && DecodeBase64(secret.ToString()) is { } credentials)
            AddSecret(credentials.Substring(credentials.IndexOf(':') + 1), isPermanent);
    }

    /// <summary>Adds the secrets among headers.</summary>
    public void AddHeaders(IReadOnlyDictionary<string, string> headers, bool isPermanent = false)
    {
        // Without an enumerator that is boxed for each call, where the dictionary is one of the library's.
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
        // Not parsed: that would change the headers, which another client may be reading.
        foreach (KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
#endif
        {
            foreach (string value in header.Value)
                AddHeader(header.Key, value, isPermanent: true);
        }
    }

    /// <summary>Adds the secrets in the query of an address.</summary>
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

    /// <summary>Gets the text with asterisks in the place of each secret; the text itself if it has none.</summary>
    public string RedactSecrets(string text)
    {
        text = _clientSecrets?.RedactSecrets(text) ?? text;
        foreach (Secret secret in _secrets)
            text = secret.Matcher.RedactMatches(text);
        return text;
    }

    public override string ToString() => "***";

    /// <summary>Whether a secret is known and stays so: to a call that is any secret of its own or a permanent one.</summary>
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

        /// <summary>The number of the use of any secret that was the last one of this secret.</summary>
        public long LastUseNumber
        {
            get => Interlocked.Read(ref _lastUse);
            set => Interlocked.Exchange(ref _lastUse, value);
        }

        /// <summary>Finds the secret in a text; made when the first text is searched.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public SecretMatcher Matcher => field ??= new(_value);

        public bool HasValue(ReadOnlySpan<char> value) => _value.AsSpan().SequenceEqual(value);
    }
}
