using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Represents the headers of an adapter's requests, with the API key if it never changes.</summary>
internal sealed class AdapterHeaders
{
    /// <param name="protocol">The protocol of chat requests.</param>
    /// <param name="options">The options of the adapter.</param>
    /// <param name="authentication">How chat requests send the API key.</param>
    /// <param name="apiKeys">The source of the API key; null for a host that requires none.</param>
    /// <param name="secondaryKeyHeader">A second key header if the options have none; not sent with OpenAI chat requests.</param>
    /// <param name="secrets">The secrets of the adapter, to which the values of secret headers are added.</param>
    /// <exception cref="ArgumentException">A header of the options carries the API key, or there is no key to send.</exception>
    public AdapterHeaders(
        ChatProtocol protocol,
        AdapterOptions? options,
        ProviderAuthentication authentication,
        ApiKeySource? apiKeys,
        string? secondaryKeyHeader,
        KnownSecrets secrets)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        IReadOnlyDictionary<string, string> optionHeaders = options?.Headers ?? new Dictionary<string, string>();
        foreach (KeyValuePair<string, string> header in protocol.DefaultHeaders.Concat(optionHeaders))
            headers[header.Key] = header.Value;
        secrets.AddHeaders(headers, isPermanent: true);
        Chat = headers;
        NonChat = headers;
        if (apiKeys is null)
        {
            // The adapter would silently ignore an explicit setting.
            if (options?.Authentication is { } explicitAuthentication && explicitAuthentication != ProviderAuthentication.None)
                throw new ArgumentException("Authentication is set, but the API key is null.", nameof(options));
            return;
        }

        string? secondaryHeader = options?.Authentication is null ? secondaryKeyHeader : null;
        KeyPlacement chat = CreatePlacement(
            authentication, protocol == ChatProtocol.Anthropic ? secondaryHeader : null, apiKeys, secrets);
        KeyPlacement nonChat = CreatePlacement(
            authentication.BodyProperty is null ? authentication : ProviderAuthentication.Bearer,
            secondaryHeader,
            apiKeys,
            secrets);
        if (chat.Headers.Concat(nonChat.Headers).Select(static header => header.Key).FirstOrDefault(headers.ContainsKey)
            is { } duplicate)
        {
            throw new ArgumentException(
                $"{HeaderValidator.GetHeaderPath(duplicate)} carries the API key; set Authentication instead.", nameof(options));
        }

        if (apiKeys.SingleKey is { } key)
        {
            Chat = chat.AddKeyHeaders(headers, key);
            NonChat = nonChat.AddKeyHeaders(headers, key);
        }
        else
        {
            ChatKey = chat;
            NonChatKey = nonChat;
        }
    }

    /// <summary>Gets the headers of chat requests.</summary>
    public IReadOnlyDictionary<string, string> Chat { get; }

    /// <summary>Gets the headers of other requests, such as those for model lists and token counts.</summary>
    public IReadOnlyDictionary<string, string> NonChat { get; }

    /// <summary>Gets where each attempt of a chat request adds its key; null if <see cref="Chat"/> has the key.</summary>
    public KeyPlacement? ChatKey { get; }

    /// <summary>Gets where each attempt of another request adds its key; null if <see cref="NonChat"/> has the key.</summary>
    public KeyPlacement? NonChatKey { get; }

    private static KeyPlacement CreatePlacement(
        ProviderAuthentication authentication, string? secondaryHeader, ApiKeySource apiKeys, KnownSecrets secrets)
    {
        var headers = new List<KeyValuePair<string, string?>>();
        if (authentication.HeaderName is { } name)
            headers.Add(new(name, authentication.Scheme));
        if (secondaryHeader is not null)
            headers.Add(new(secondaryHeader, null));
        return new(apiKeys, headers, authentication.BodyProperty, secrets);
    }
}
