using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Represents the headers of an adapter's requests, with the API key.</summary>
internal sealed class AdapterHeaders
{
    private readonly Dictionary<string, string> _chat = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _nonChat;

    /// <param name="protocol">The protocol of chat requests.</param>
    /// <param name="options">The options of the adapter.</param>
    /// <param name="authentication">How chat requests send the API key.</param>
    /// <param name="apiKey">The API key; null for a host that requires none.</param>
    /// <param name="secondaryKeyHeader">A second key header if the options have none; not sent with OpenAI chat requests.</param>
    /// <param name="secrets">The secrets of the adapter, to which the values of secret headers are added.</param>
    /// <exception cref="ArgumentException">A header of the options carries the API key, or there is no key to send.</exception>
    public AdapterHeaders(
        ChatProtocol protocol,
        AdapterOptions? options,
        ProviderAuthentication authentication,
        ApiKey? apiKey,
        string? secondaryKeyHeader,
        KnownSecrets secrets)
    {
        IReadOnlyDictionary<string, string> optionHeaders = options?.Headers ?? new Dictionary<string, string>();
        foreach (KeyValuePair<string, string> header in protocol.DefaultHeaders.Concat(optionHeaders))
            _chat[header.Key] = header.Value;
        secrets.AddHeaders(_chat, isPermanent: true);
        _nonChat = new(_chat, StringComparer.OrdinalIgnoreCase);
        if (apiKey is null)
        {
            // The adapter would silently ignore an explicit setting.
            if (options?.Authentication is { } explicitAuthentication && explicitAuthentication != ProviderAuthentication.None)
                throw new ArgumentException("Authentication is set, but the API key is null.", nameof(options));
            return;
        }

        ProviderAuthentication nonChatAuthentication =
            authentication.BodyProperty is null ? authentication : ProviderAuthentication.Bearer;
        string? secondaryHeader = options?.Authentication is null ? secondaryKeyHeader : null;
        if (new[] { authentication.HeaderName, nonChatAuthentication.HeaderName, secondaryHeader }
            .FirstOrDefault(name => name is not null && _chat.ContainsKey(name)) is { } duplicate)
        {
            throw new ArgumentException(
                $"{HeaderValidator.GetHeaderPath(duplicate)} carries the API key; set Authentication instead.", nameof(options));
        }

        authentication.AddKeyHeader(_chat, apiKey.Reveal());
        nonChatAuthentication.AddKeyHeader(_nonChat, apiKey.Reveal());
        if (secondaryHeader is null)
            return;
        _nonChat[secondaryHeader] = apiKey.Reveal();
        if (protocol == ChatProtocol.Anthropic)
            _chat[secondaryHeader] = apiKey.Reveal();
    }

    /// <summary>Gets the headers of chat requests.</summary>
    public IReadOnlyDictionary<string, string> Chat => _chat;

    /// <summary>Gets the headers of requests for model lists and token counts.</summary>
    public IReadOnlyDictionary<string, string> NonChat => _nonChat;
}
