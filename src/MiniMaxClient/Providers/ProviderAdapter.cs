using System.Buffers;
using System.Net.Http.Headers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>The base of this library's adapters: a provider that speaks one of the protocols that it knows.</summary>
public abstract class ProviderAdapter : IProviderAdapter
{
    private readonly ChatProtocol _protocol;
    private readonly Uri _endpoint;
    private readonly ApiKey? _key;
    private readonly bool _keyInBody;
    private readonly Dictionary<string, string> _headers = [];

    private protected ProviderAdapter(string name, ChatProtocol protocol, Uri endpoint, string? apiKey, bool keyInBody = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _protocol = protocol;
        _endpoint = endpoint;
        _key = apiKey is null ? null : new(apiKey, nameof(apiKey));
        _keyInBody = keyInBody;
        if (_key is not null && !keyInBody)
            _headers["Authorization"] = "Bearer " + _key.Reveal();
        foreach (KeyValuePair<string, string> header in protocol.Headers)
            _headers[header.Key] = header.Value;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether a stream asks for the usage when the request does not say.</summary>
    private protected virtual bool AsksForUsage => true;

    /// <summary>The limit on tokens when the request sets none; null for the provider's own.</summary>
    private protected virtual int? DefaultMaxTokens => null;

    /// <summary>Whether streamed content starts inside the thinking, with no tag that opens it.</summary>
    private protected virtual bool StartsThinking => false;

    /// <inheritdoc/>
    public virtual ModelCapabilities GetCapabilities(string model) => _protocol.Capabilities;

    /// <inheritdoc/>
    public virtual string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        // The last two are MiniMax's own; its trace id is also the id in the body.
        foreach (string name in (ReadOnlySpan<string>)["x-request-id", "trace-id", "minimax-request-id"])
        {
            if (headers.TryGetValues(name, out IEnumerable<string>? values))
                return values.FirstOrDefault();
        }

        return null;
    }

    /// <inheritdoc/>
    public virtual ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(body);
        _protocol.WriteRequest(body, request, new(MapModel(request.Model), stream)
        {
            AsksForUsage = AsksForUsage,
            DefaultMaxTokens = DefaultMaxTokens,
            KeyInBody = _keyInBody ? _key : null,
        });
        return new() { Uri = _endpoint, Headers = _headers };
    }

    /// <inheritdoc/>
    public virtual ChatCompletion ReadCompletion(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return _protocol.ReadCompletion(response.Body.Span, Context(response));
    }

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
        ProviderResponse response, Stream body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(body);
        return _protocol.CreateChunkReader(Context(response), response.MaxEventBytes).ReadAsync(body, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual MiniMaxException ReadError(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ErrorReader.Read(response.Body.Span, Context(response), RetryAfter(response.Headers));
    }

    /// <summary>The name and the address, without the key.</summary>
    public override string ToString() => $"{Name} ({_endpoint.GetLeftPart(UriPartial.Path)})";

    /// <summary>The provider's own id of a model.</summary>
    /// <param name="model">The id of the request: canonical, or the provider's own.</param>
    protected virtual string MapModel(string model) => model;

    /// <summary>The key of a provider that asks for one.</summary>
    private protected static string Checked(string apiKey)
    {
        ArgumentNullException.ThrowIfNull(apiKey);
        return apiKey;
    }

    /// <summary>The wait that the headers ask for; a date counts from the server's own clock.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } until } when headers.Date is { } now && until > now => until - now,
        _ => null,
    };

    private ProtocolContext Context(ProviderResponse response) =>
        new(Name, _key, response.StatusCode) { StartsThinking = StartsThinking };
}
