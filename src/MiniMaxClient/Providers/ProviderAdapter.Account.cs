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
    private protected ProviderRequest CreateRequest(HttpMethod method, string path) => PrepareRequest(new()
    {
        Method = method,
        Uri = EndpointUriBuilder.GetSiblingEndpoint(_endpoint, _chatPath, path),
        Headers = _headers.NonChat,
    });

    /// <summary>Determines whether the API key begins with a prefix.</summary>
    private protected bool HasApiKeyPrefix(string prefix) =>
        _apiKey?.Reveal().StartsWith(prefix, StringComparison.Ordinal) == true;

    /// <summary>Writes a body whose only property is the API key.</summary>
    private protected void WriteApiKeyBody(IBufferWriter<byte> body, string propertyName)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        if (_apiKey is not null && _authentication != ProviderAuthentication.None)
            json.WriteString(propertyName, _apiKey.Reveal());
        json.WriteEndObject();
    }
}
