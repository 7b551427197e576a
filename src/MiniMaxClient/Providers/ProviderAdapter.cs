using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>The base of this library's adapters: a provider that speaks one of the protocols that it knows.</summary>
public abstract class ProviderAdapter : IProviderAdapter, IModelListAdapter, ITokenCountAdapter
{
    private readonly ChatProtocol _protocol;
    private readonly Uri _endpoint;
    private readonly string _path;
    private readonly ApiKey? _key;
    private readonly bool _keyInBody;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, string> _keyHeaders = [];

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, string> _headers;

    /// <param name="name">The name of the provider.</param>
    /// <param name="protocol">What it speaks.</param>
    /// <param name="endpoint">The address of its chat, complete.</param>
    /// <param name="path">The end of that address, below which its other endpoints stand.</param>
    /// <param name="apiKey">The key.</param>
    /// <param name="keyInBody">Whether the chat's body carries the key.</param>
    /// <param name="keyHeader">
    /// A header that carries the key beside <c>Authorization</c>, on every request but those of the OpenAI style's chat.
    /// </param>
    private protected ProviderAdapter(
        string name,
        ChatProtocol protocol,
        Uri endpoint,
        string path,
        string? apiKey,
        bool keyInBody = false,
        string? keyHeader = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Any(char.IsControl))
            throw new ArgumentException("The name has a line break or another control character in it.", nameof(name));
        Name = name;
        _protocol = protocol;
        _endpoint = endpoint;
        _path = path;
        _key = apiKey is null ? null : new(apiKey, nameof(apiKey));
        _keyInBody = keyInBody;
        if (_key is not null)
            _keyHeaders["Authorization"] = "Bearer " + _key.Reveal();
        foreach (KeyValuePair<string, string> header in protocol.Headers)
            _keyHeaders[header.Key] = header.Value;
        _headers = new(_keyHeaders);
        if (keyInBody)
            _headers.Remove("Authorization");
        if (keyHeader is null || _key is null)
            return;
        _keyHeaders[keyHeader] = _key.Reveal();
        if (protocol == ChatProtocol.Anthropic)
            _headers[keyHeader] = _key.Reveal();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The address of the chat, without anything that follows its path.</summary>
    internal Uri Endpoint => new(_endpoint.GetLeftPart(UriPartial.Path));

    /// <summary>How many requests of one account the provider takes at once; null for any number.</summary>
    public virtual int? MaxConcurrentRequests => null;

    /// <summary>Whether a stream asks for the usage when the request does not say.</summary>
    private protected virtual bool AsksForUsage => true;

    /// <summary>The limit on tokens when the request sets none; null for the provider's own.</summary>
    private protected virtual int? DefaultMaxTokens => null;

    /// <summary>The path of the list of models, beside that of the chat; null where there is none.</summary>
    private protected virtual string? ModelListPath => null;

    /// <summary>The path of the count of tokens, beside that of the chat; null where there is none.</summary>
    private protected virtual string? TokenCountPath => null;

    /// <summary>Whether streamed content starts inside the thinking, with no tag that opens it.</summary>
    private protected virtual bool StartsThinking => false;

    /// <inheritdoc/>
    public virtual ModelCapabilities GetCapabilities(string model) => _protocol.Capabilities;

    /// <inheritdoc/>
    public virtual string MapModel(string model) => model;

    /// <inheritdoc/>
    public virtual string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        // The last two are MiniMax's own; its trace id is also the id in the body.
        foreach (string name in (ReadOnlySpan<string>)["x-request-id", "trace-id", "minimax-request-id"])
        {
            if (Header(headers, name) is { } id)
                return id;
        }

        return null;
    }

    /// <inheritdoc/>
    public virtual ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(body);
        ModelCapabilities capabilities = GetCapabilities(request.Model);
        _protocol.WriteRequest(body, request, new(MapModel(request.Model), stream)
        {
            AsksForUsage = AsksForUsage,
            DefaultMaxTokens = DefaultMaxTokens,
            KeyInBody = _keyInBody ? _key : null,
            NullContent = capabilities.NullContent,
            StringContent = capabilities.StringContent,
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
        return _protocol.CreateChunkReader(Context(response)).ReadAsync(body, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual MiniMaxException ReadError(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.StatusCode is 301 or 302 or 303 or 307 or 308)
        {
            return ErrorFactory.Redirected(
                Name, response.StatusCode, Target(response.Headers), GetRequestId(response.Headers), _key);
        }

        return ErrorReader.Read(response.Body.Span, Context(response), RetryAfterHeader.Read(response));
    }

    /// <inheritdoc/>
    public virtual ProviderRequest WriteModelListRequest() =>
        new() { Method = HttpMethod.Get, Uri = Beside(ModelListPath, "list of models"), Headers = _keyHeaders };

    /// <inheritdoc/>
    public virtual IReadOnlyList<ModelInfo> ReadModelList(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ModelListReader.Read(response.Body.Span, Context(response));
    }

    /// <inheritdoc/>
    public virtual ProviderRequest WriteTokenCountRequest(ChatCompletionRequest request, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(body);
        Uri address = Beside(TokenCountPath, "count of tokens");
        AnthropicRequestWriter.WriteCount(body, request, new(MapModel(request.Model), Stream: false)
        {
            StringContent = GetCapabilities(request.Model).StringContent,
        });
        return new() { Uri = address, Headers = _keyHeaders };
    }

    /// <inheritdoc/>
    public virtual TokenCount ReadTokenCount(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return TokenCountReader.Read(response.Body.Span, Context(response));
    }

    /// <summary>The name and the address, without the key.</summary>
    public override string ToString() => $"{Name} ({_endpoint.GetLeftPart(UriPartial.Path)})";

    private Uri Beside(string? path, string what) => path is null
        ? throw new NotSupportedException($"{Name} has no {what}.")
        : EndpointAddress.Beside(_endpoint, _path, path);

    /// <summary>A word of the provider's, fit to be shown: short, and without the key.</summary>
    internal string? Redact(string? word) => Redaction.Word(word, _key);

    /// <summary>What a header says, fit to be shown; null when it is not there.</summary>
    private protected string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? Redact(values.FirstOrDefault()) : null;

    /// <summary>Where a redirect points; null when that cannot be read.</summary>
    private Uri? Target(HttpResponseHeaders headers) =>
        headers.TryGetValues("Location", out IEnumerable<string>? values)
        && Uri.TryCreate(_endpoint, values.FirstOrDefault(), out Uri? target)
            ? target
            : null;

    /// <summary>The key of a provider that asks for one.</summary>
    private protected static string Checked(string apiKey)
    {
        ArgumentNullException.ThrowIfNull(apiKey);
        return apiKey;
    }

    private ProtocolContext Context(ProviderResponse response) =>
        new(Name, _key, response.StatusCode)
        {
            StartsThinking = StartsThinking,
            ReceivedAt = response.ReceivedAt,
            MaxEventBytes = response.MaxEventBytes,
            MaxDepth = response.MaxDepth,
            MaxToolCalls = response.MaxToolCalls,
        };
}
