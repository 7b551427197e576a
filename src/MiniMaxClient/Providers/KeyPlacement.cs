using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Represents where a request sends the API key, and the source of the key that is added to each attempt.</summary>
/// <param name="Source">The source of the keys.</param>
/// <param name="Headers">The headers that carry the key, with the scheme before it; null for none.</param>
/// <param name="BodyProperty">The name of the property of the body that carries the key; null if none does.</param>
/// <param name="Secrets">The secrets of the adapter, to which each key is added.</param>
internal sealed record KeyPlacement(
    ApiKeySource Source, IReadOnlyList<KeyValuePair<string, string?>> Headers, string? BodyProperty, KnownSecrets Secrets)
{
    /// <summary>Returns the placement without the headers that a request has already; null if nothing is left.</summary>
    public KeyPlacement? WithoutHeaders(IReadOnlyDictionary<string, string> headers)
    {
        var present = new HashSet<string>(headers.Keys, StringComparer.OrdinalIgnoreCase);
        KeyValuePair<string, string?>[] missing = [.. Headers.Where(header => !present.Contains(header.Key))];
        return missing.Length == 0 && BodyProperty is null ? null : this with { Headers = missing };
    }

    /// <summary>Adds the headers that carry the key.</summary>
    public IReadOnlyDictionary<string, string> AddKeyHeaders(IReadOnlyDictionary<string, string> headers, ApiKey key)
    {
        var result = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string> header in headers)
            result[header.Key] = header.Value;
        foreach (KeyValuePair<string, string?> header in Headers)
            result[header.Key] = header.Value is null ? key.Reveal() : $"{header.Value} {key.Reveal()}";
        return result;
    }
}
