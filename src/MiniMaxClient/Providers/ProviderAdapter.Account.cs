using System.Buffers;
using System.Text.Json;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <content>Requests to the endpoints of the account.</content>
public abstract partial class ProviderAdapter
{
    /// <summary>Creates a request to another endpoint of the provider.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the root of the chat path, with its query.</param>
    /// <param name="bodyKeyProperty">The property of the body for a key that each attempt adds; null for none.</param>
    private protected ProviderRequest CreateRequest(HttpMethod method, string path, string? bodyKeyProperty = null) =>
        PrepareKeyedRequest(new()
        {
            Method = method,
            Uri = EndpointUriBuilder.GetSiblingEndpoint(_endpoint, _chatPath, path),
            Headers = _headers.NonChat,
            Key = _headers.NonChatKey is { } key ? key with { BodyProperty = bodyKeyProperty } : null,
        });

    /// <summary>Determines whether all API keys begin with a prefix; false if a delegate gets them for each attempt.</summary>
    private protected bool HasApiKeyPrefix(string prefix) =>
        _apiKeys?.InitialKeys is { Count: > 0 } keys
        && keys.All(key => key.Reveal().StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Prepares a request to which each attempt adds its key, also if the override creates a new request.</summary>
    private ProviderRequest PrepareKeyedRequest(ProviderRequest request)
    {
        ProviderRequest prepared = PrepareRequest(request);
        return request.Key is { } key ? prepared with { Key = key.WithoutHeaders(prepared.Headers) } : prepared;
    }

    /// <summary>Writes a body whose only property is the API key, unless each attempt adds the key.</summary>
    private protected void WriteApiKeyBody(IBufferWriter<byte> body, string propertyName)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        if (_apiKeys?.SingleKey is { } key && _authentication != ProviderAuthentication.None)
            json.WriteString(propertyName, key.Reveal());
        json.WriteEndObject();
    }
}
