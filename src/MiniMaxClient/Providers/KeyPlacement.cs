using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Represents the places of the API key in a request, and the source of a key that is added to each attempt.</summary>
/// <param name="Source">The source of the keys.</param>
/// <param name="Headers">The headers that carry the key, with the scheme before it; null for none.</param>
/// <param name="BodyProperty">The name of the property of the body that carries the key; null if none does.</param>
/// <param name="Secrets">The secrets of the adapter, to which each key is added.</param>
internal sealed record KeyPlacement(
    ApiKeySource Source, IReadOnlyList<KeyValuePair<string, string?>> Headers, string? BodyProperty, KnownSecrets Secrets)
{
    /// <summary>Adds the headers that carry the key; a header that the request has already takes precedence.</summary>
    public IReadOnlyDictionary<string, string> AddKeyHeaders(IReadOnlyDictionary<string, string> headers, ApiKey key)
    {
        var result = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string?> header in Headers)
            result[header.Key] = header.Value is null ? key.Reveal() : $"{header.Value} {key.Reveal()}";
        foreach (KeyValuePair<string, string> header in headers)
            result[header.Key] = header.Value;
        return result;
    }
}
