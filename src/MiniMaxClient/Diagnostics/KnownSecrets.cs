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
    // A key that is rotated every hour is forgotten after two days.
    private const int MaxCount = 48;

    // What a header or a query carries may be as short as a version; keys are not.
    private const int MinLength = 8;

    // Names of headers and query parameters whose value is a secret, by a part of the name in lower case.
    private static readonly string[] NameParts =
        ["authorization", "key", "token", "secret", "cookie", "password", "passwd", "credential", "signature"];

    private readonly object _lock = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private volatile Secret[] _secrets = [];

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private volatile Uri? _lastUri;

    public KnownSecrets(ApiKey? key = null)
    {
        if (key is not null)
            Add(key.Reveal());
    }

    /// <summary>Whether the value of a header or of a query parameter of this name is a secret.</summary>
    public static bool IsSecretName(string name)
    {
        foreach (string part in NameParts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return name.Equals("sig", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("-auth", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds a secret; one that is known already is not added again.</summary>
    public void Add(string value)
    {
        if (value.Length == 0 || IsKnown(value.AsSpan()))
            return;
        lock (_lock)
        {
            if (!IsKnown(value.AsSpan()))
                _secrets = [.. _secrets.Skip(Math.Max(0, _secrets.Length + 1 - MaxCount)), new(value)];
        }
    }

    /// <summary>Adds the value of a header if the name of the header says that it is a secret.</summary>
    public void AddHeader(string name, string? value)
    {
        if (value is null || !IsSecretName(name))
            return;

        // The scheme, such as Bearer, is no secret.
        int space = name.Contains("authorization", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(' ') : -1;
        ReadOnlySpan<char> secret = value.AsSpan(space + 1).Trim();
        if (secret.Length < MinLength || IsKnown(secret))
            return;
        Add(secret.ToString());

        // "Basic" is credentials in base64 (RFC 7617): a server may quote the password as it is.
        if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Decode(secret.ToString()) is { } credentials)
            Add(credentials.Substring(credentials.IndexOf(':') + 1));
    }

    /// <summary>Adds the secrets among headers.</summary>
    public void AddHeaders(IReadOnlyDictionary<string, string> headers)
    {
        // Without an enumerator that is boxed for each call, where the dictionary is one of the library's.
        if (headers is Dictionary<string, string> known)
        {
            foreach (KeyValuePair<string, string> header in known)
                AddHeader(header.Key, header.Value);
            return;
        }

        foreach (KeyValuePair<string, string> header in headers)
            AddHeader(header.Key, header.Value);
    }

    /// <summary>Adds the secrets among headers.</summary>
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
                AddHeader(header.Key, value);
        }
    }

    /// <summary>Adds the secrets in the query of an address.</summary>
    public void AddQuery(Uri uri)
    {
        if (ReferenceEquals(uri, _lastUri))
            return;
        foreach (string parameter in uri.Query.TrimStart('?').Split('&'))
        {
            string[] parts = parameter.Split(['='], 2);
            if (parts.Length == 2 && parts[1].Length >= MinLength && IsSecretName(Uri.UnescapeDataString(parts[0])))
                Add(Uri.UnescapeDataString(parts[1]));
        }

        _lastUri = uri;
    }

    /// <summary>Gets the text with asterisks in the place of each secret; the text itself if it has none.</summary>
    public string Hide(string text)
    {
        foreach (Secret secret in _secrets)
            text = secret.Matcher.Replace(text);
        return text;
    }

    public override string ToString() => "***";

    private bool IsKnown(ReadOnlySpan<char> value)
    {
        foreach (Secret secret in _secrets)
        {
            if (secret.Is(value))
                return true;
        }

        return false;
    }

    private static string? Decode(string base64)
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
    private sealed class Secret(string value)
    {
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        private readonly string _value = value;

        /// <summary>Finds the secret in a text; made when the first text is searched.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public KeyMatcher Matcher => field ??= new(_value);

        public bool Is(ReadOnlySpan<char> value) => _value.AsSpan().SequenceEqual(value);
    }
}
