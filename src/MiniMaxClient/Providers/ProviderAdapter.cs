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
    private readonly string _chatPath;
    private readonly ApiKey? _apiKey;
    private readonly ProviderAuthentication _authentication;
    private readonly int? _defaultMaxTokens;
    private readonly ErrorFinder _findError;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, string> _chatHeaders = new(StringComparer.OrdinalIgnoreCase);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, string> _nonChatHeaders;

    /// <param name="name">The name of the provider.</param>
    /// <param name="protocol">The protocol of its chat.</param>
    /// <param name="endpoint">The address of its chat, complete.</param>
    /// <param name="path">The end of that address, below which its other endpoints are.</param>
    /// <param name="apiKey">The key.</param>
    /// <param name="options">The options.</param>
    /// <param name="authentication">The authentication where the options have none.</param>
    /// <param name="keyHeader">
    /// A header that then carries the key too, on every request but those of the OpenAI style's chat.
    /// </param>
    /// <param name="defaultMaxTokens">The limit on tokens where the options have none.</param>
    private protected ProviderAdapter(
        string name,
        ChatProtocol protocol,
        Uri endpoint,
        string path,
        string? apiKey,
        AdapterOptions? options,
        ProviderAuthentication? authentication = null,
        string? keyHeader = null,
        int? defaultMaxTokens = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Any(char.IsControl))
            throw new ArgumentException("The name contains a line break or another control character.", nameof(name));
        string[] problems = [.. options?.GetProblems() ?? []];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        Name = name;
        _protocol = protocol;
        _endpoint = endpoint;
        _chatPath = path;
        _apiKey = apiKey is null ? null : new(apiKey, nameof(apiKey));
        _authentication = options?.Authentication ?? authentication ?? ProviderAuthentication.Bearer;
        _defaultMaxTokens = options?.DefaultMaxTokens ?? defaultMaxTokens;
        _findError = FindError;
        Secrets = new(_apiKey);
        Secrets.AddQueryParameters(endpoint, isPermanent: true);
        IReadOnlyDictionary<string, string> own = options?.Headers ?? new Dictionary<string, string>();
        foreach (KeyValuePair<string, string> header in protocol.DefaultHeaders.Concat(own))
            _chatHeaders[header.Key] = header.Value;
        Secrets.AddHeaders(_chatHeaders, isPermanent: true);
        _nonChatHeaders = new(_chatHeaders, StringComparer.OrdinalIgnoreCase);
        if (_apiKey is null)
        {
            // What the caller chose would silently not be sent.
            if (options?.Authentication is { } chosen && chosen != ProviderAuthentication.None)
                throw new ArgumentException("Authentication is set, but the API key is null.", nameof(options));
            return;
        }

        ProviderAuthentication others = _authentication.BodyProperty is null ? _authentication : ProviderAuthentication.Bearer;
        string? second = options?.Authentication is null ? keyHeader : null;
        if (new[] { _authentication.HeaderName, others.HeaderName, second }
            .FirstOrDefault(name => name is not null && _chatHeaders.ContainsKey(name)) is { } used)
        {
            throw new ArgumentException(
                $"{HeaderValidator.GetHeaderPath(used)} carries the API key; set Authentication instead.", nameof(options));
        }

        _authentication.AddKeyHeader(_chatHeaders, _apiKey.Reveal());
        others.AddKeyHeader(_nonChatHeaders, _apiKey.Reveal());
        if (second is null)
            return;
        _nonChatHeaders[second] = _apiKey.Reveal();
        if (protocol == ChatProtocol.Anthropic)
            _chatHeaders[second] = _apiKey.Reveal();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The address of the chat, without anything that follows its path.</summary>
    internal Uri EndpointWithoutQuery => new(_endpoint.GetLeftPart(UriPartial.Path));

    /// <summary>How many requests of one account the provider takes at once; null for any number.</summary>
    public virtual int? MaxConcurrentRequests => null;

    /// <summary>The secrets of the adapter and of the requests that clients have sent with it.</summary>
    internal KnownSecrets Secrets { get; }

    /// <summary>Gets whether a stream requests the usage if the request does not say.</summary>
    private protected virtual bool ShouldIncludeUsage => true;

    /// <summary>Gets whether the model is called <c>model_id</c>.</summary>
    private protected virtual bool ShouldUseModelIdProperty => false;

    /// <summary>
    /// Gets the path of the model list next to that of the chat, with its query; null if the provider has none.
    /// </summary>
    /// <value>Default: <c>models</c> in the OpenAI style, <c>v1/models</c> in the Anthropic style.</value>
    protected virtual string? ModelListPath => null;

    /// <summary>
    /// Gets the path of the token count next to that of the chat, with its query; null if the provider has none.
    /// </summary>
    /// <value>Default: null in the OpenAI style, <c>v1/messages/count_tokens</c> in the Anthropic style.</value>
    protected virtual string? TokenCountPath => null;

    /// <summary>Whether streamed content starts inside the thinking, with no tag that opens it.</summary>
    private protected virtual bool IsThinkingOpenAtStart => false;

    /// <inheritdoc/>
    public virtual ModelCapabilities GetCapabilities(string model) => _protocol.DefaultCapabilities;

    /// <inheritdoc/>
    public virtual string MapModel(string model) => model;

    /// <inheritdoc/>
    public virtual string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        // The last two are MiniMax's own; its trace id is also the id in the body.
        foreach (string name in (ReadOnlySpan<string>)["x-request-id", "trace-id", "minimax-request-id"])
        {
            if (GetRedactedHeader(headers, name) is { } id)
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
        _protocol.WriteRequestBody(body, request, new(MapModel(request.Model), stream)
        {
            ShouldIncludeUsage = ShouldIncludeUsage,
            DefaultMaxTokens = _defaultMaxTokens,
            BodyApiKey = _authentication.BodyProperty is null ? null : _apiKey,
            ApiKeyPropertyName = _authentication.BodyProperty,
            ShouldUseModelIdProperty = ShouldUseModelIdProperty,
            ShouldSendNullContent = capabilities.SendsNullContent,
            ShouldSendStringContent = capabilities.SendsStringContent,
        });
        return PrepareRequest(new() { Uri = _endpoint, Headers = _chatHeaders });
    }

    /// <inheritdoc/>
    public virtual ChatCompletion ReadCompletion(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return _protocol.ReadCompletion(response.Body.Span, CreateProtocolContext(response));
    }

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
        ProviderResponse response, Stream body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(body);
        return _protocol.CreateChunkReader(CreateProtocolContext(response)).ReadChunksAsync(body, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>To recognize errors of a provider in another way, override <see cref="FindError"/>.</remarks>
    public MiniMaxException ReadError(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.StatusCode is 301 or 302 or 303 or 307 or 308)
        {
            return ErrorFactory.RedirectNotFollowed(
                Name, response.StatusCode, GetRedirectTarget(response.Headers), GetRequestId(response.Headers), Secrets);
        }

        return ErrorReader.FindError(ResponsePartKind.Body, response.Body.Span, isError: true, CreateProtocolContext(response))!;
    }

    /// <inheritdoc/>
    public virtual ProviderRequest WriteModelListRequest() =>
        PrepareRequest(
            new() { Method = HttpMethod.Get, Uri = GetRequiredEndpoint(ModelListPath, "model list"), Headers = _nonChatHeaders });

    /// <inheritdoc/>
    public virtual IReadOnlyList<ModelInfo> ReadModelList(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ModelListReader.Read(response.Body.Span, CreateProtocolContext(response));
    }

    /// <inheritdoc/>
    public virtual ProviderRequest WriteTokenCountRequest(ChatCompletionRequest request, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(body);
        Uri address = GetRequiredEndpoint(TokenCountPath, "token count endpoint");
        AnthropicRequestWriter.WriteTokenCountRequest(body, request, new(MapModel(request.Model), IsStreaming: false)
        {
            ShouldSendStringContent = GetCapabilities(request.Model).SendsStringContent,
        });
        return PrepareRequest(new() { Uri = address, Headers = _nonChatHeaders });
    }

    /// <inheritdoc/>
    public virtual TokenCount ReadTokenCount(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return TokenCountReader.Read(response.Body.Span, CreateProtocolContext(response));
    }

    /// <summary>Finds the error in a part of a response; override it to recognize errors in another way.</summary>
    /// <remarks>
    /// It is called for every response: bodies with an error status and with a 2xx status, in chat, model lists and token counts,
    /// events of streams, and text outside of JSON. Events that only repeat the form of the one before with other text are
    /// skipped, and redirects are not followed. A response with another status than 2xx is an error even if the result is null.
    /// If it throws, the call ends with <see cref="MiniMaxInvalidResponseException"/>.
    /// </remarks>
    /// <param name="part">The part of the response.</param>
    /// <returns>The error, or null if the part is not an error. Default: <see cref="ResponsePart.Error"/>.</returns>
    protected virtual ProviderError? FindError(in ResponsePart part) => part.Error;

    /// <summary>
    /// Prepares a request that is about to be sent, for chat, a model list or a token count; override it to add headers or to
    /// change its address.
    /// </summary>
    /// <remarks>It is called once per call, before the first attempt; retries send the same request.</remarks>
    /// <param name="request">The request, with the headers of the options and the API key.</param>
    /// <returns>The request to send. Default: <paramref name="request"/>.</returns>
    protected virtual ProviderRequest PrepareRequest(ProviderRequest request) => request;

    /// <summary>The name and the address, without the key.</summary>
    public override string ToString() => $"{Name} ({_endpoint.GetLeftPart(UriPartial.Path)})";

    private Uri GetRequiredEndpoint(string? path, string endpointName) => path is null
        ? throw new NotSupportedException($"{Name} has no {endpointName}.")
        : EndpointUriBuilder.GetSiblingEndpoint(_endpoint, _chatPath, path);

    /// <summary>What a header says, fit to be shown; null when it is not there.</summary>
    private protected string? GetRedactedHeader(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values)
            ? Redaction.RedactWord(values.FirstOrDefault(), Secrets) : null;

    /// <summary>Where a redirect points; null when that cannot be read.</summary>
    private Uri? GetRedirectTarget(HttpResponseHeaders headers) =>
        headers.TryGetValues("Location", out IEnumerable<string>? values)
        && Uri.TryCreate(_endpoint, values.FirstOrDefault(), out Uri? target)
            ? target
            : null;

    /// <summary>The key of a provider that requires one.</summary>
    private protected static string RequireApiKey(string apiKey)
    {
        ArgumentNullException.ThrowIfNull(apiKey);
        return apiKey;
    }

    /// <summary>The path of a compatible host's chat.</summary>
    /// <exception cref="ArgumentException">The path of the options is not one.</exception>
    private protected static string GetChatPath(CompatibleAdapterOptions? options, string defaultPath) =>
        options?.ChatPath is { } own ? EndpointUriBuilder.ValidatePath(own, nameof(options)) : defaultPath;

    private ResponseContext CreateProtocolContext(ProviderResponse response) =>
        new(Name, Secrets, response.StatusCode)
        {
            CustomErrorFinder = _findError,
            Headers = response.Headers,
            IsThinkingOpenAtStart = IsThinkingOpenAtStart,
            ReceivedAt = response.ReceivedAt,
            MaxEventBytes = response.MaxEventBytes,
            MaxDepth = response.MaxDepth,
            MaxToolCalls = response.MaxToolCalls,
        };
}
