using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents the base of the library's adapters, which implement the OpenAI and the Anthropic protocol.</summary>
public abstract partial class ProviderAdapter : IProviderAdapter, IModelListAdapter, ITokenCountAdapter
{
    private readonly ChatProtocol _protocol;
    private readonly Uri _endpoint;
    private readonly string _chatPath;
    private readonly ApiKeySource? _apiKeys;
    private readonly ProviderAuthentication _authentication;
    private readonly int? _defaultMaxTokens;
    private readonly ErrorFinder _findError;
    private readonly ModelTable _models;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly AdapterHeaders _headers;

    /// <param name="name">The name of the provider.</param>
    /// <param name="protocol">The protocol of chat requests.</param>
    /// <param name="endpoint">The complete address of chat requests.</param>
    /// <param name="path">The path of chat requests, with which <paramref name="endpoint"/> ends.</param>
    /// <param name="apiKeys">The source of the API key; null for a host that requires none.</param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <param name="models">The models that the provider documents; null for a compatible host.</param>
    /// <param name="unlistedCapabilities">The capabilities of other models; null for those of the protocol.</param>
    /// <param name="authentication">The authentication if the options have none.</param>
    /// <param name="secondaryKeyHeader">A second key header if the options have none; not sent with OpenAI chat requests.</param>
    /// <param name="defaultMaxTokens">The maximum number of tokens if the options have none.</param>
    private protected ProviderAdapter(
        string name,
        ChatProtocol protocol,
        Uri endpoint,
        string path,
        ApiKeySource? apiKeys,
        AdapterOptions? options,
        IReadOnlyList<ModelEntry>? models = null,
        ModelCapabilities? unlistedCapabilities = null,
        ProviderAuthentication? authentication = null,
        string? secondaryKeyHeader = null,
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
        _apiKeys = apiKeys;
        _authentication = options?.Authentication ?? authentication ?? ProviderAuthentication.Bearer;
        _defaultMaxTokens = options?.DefaultMaxTokens ?? defaultMaxTokens;
        _findError = FindError;
        _models = new(
            models ?? [], model => unlistedCapabilities ?? protocol.GetDefaultCapabilities(model), options?.Models ?? []);
        Secrets = new([.. apiKeys?.InitialKeys ?? []]);
        Secrets.AddQueryParameters(endpoint, isPermanent: true);
        _headers = new(protocol, options, _authentication, apiKeys, secondaryKeyHeader, Secrets);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Gets the address of chat requests without its query.</summary>
    internal Uri EndpointWithoutQuery => new(_endpoint.GetLeftPart(UriPartial.Path));

    /// <summary>Gets the maximum number of concurrent requests of one account, or null if the provider has no limit.</summary>
    /// <value>Default: null; 5 for ModelsLab.</value>
    public virtual int? MaxConcurrentRequests => null;

    /// <summary>Gets the secrets of the adapter and of the requests that clients sent with it.</summary>
    internal KnownSecrets Secrets { get; }

    /// <summary>Gets whether a stream requests the usage if the request does not set <c>include_usage</c>.</summary>
    private protected virtual bool ShouldIncludeUsage => true;

    /// <summary>Gets whether the request names the model in <c>model_id</c> instead of <c>model</c>.</summary>
    private protected virtual bool ShouldUseModelIdProperty => false;

    /// <summary>
    /// Gets the path of the model list below the root of the chat path, with its query; null if the provider has none.
    /// </summary>
    /// <value>Default: null; <c>models</c> in the OpenAI style, <c>v1/models</c> in the Anthropic style.</value>
    protected virtual string? ModelListPath => null;

    /// <summary>
    /// Gets the path of the token count below the root of the chat path, with its query; null if the provider has none.
    /// </summary>
    /// <value>Default: null; <c>v1/messages/count_tokens</c> in the Anthropic style.</value>
    protected virtual string? TokenCountPath => null;

    /// <summary>Gets whether streamed content starts with reasoning, without an opening <c>&lt;think&gt;</c> tag.</summary>
    private protected virtual bool IsThinkingOpenAtStart => false;

    /// <inheritdoc/>
    public virtual ModelCapabilities GetCapabilities(string model) => _models.GetCapabilities(model);

    /// <inheritdoc/>
    public virtual string MapModel(string model) => _models.MapModel(model);

    /// <inheritdoc cref="ModelTable.IsUnlisted"/>
    internal bool IsUnlistedModel(string model) => _models.IsUnlisted(model);

    /// <inheritdoc cref="ModelTable.IsSameModel"/>
    internal bool IsSameModel(string requested, string responded) =>
        _models.IsSameModel(requested, responded) || ModelName.IsSame(MapModel(requested), responded);

    /// <inheritdoc/>
    public virtual string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        // The last two are MiniMax's headers; its trace-id equals the id in the body.
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
            DefaultMaxTokens = _defaultMaxTokens is { } tokens && tokens > capabilities.MaxOutputTokens
                ? (int)capabilities.MaxOutputTokens.Value
                : _defaultMaxTokens,
            BodyApiKey = _authentication.BodyProperty is null ? null : _apiKeys?.SingleKey,
            ApiKeyPropertyName = _authentication.BodyProperty,
            ShouldUseModelIdProperty = ShouldUseModelIdProperty,
            ShouldSendNullContent = capabilities.SendsNullContent,
            ShouldSendStringContent = capabilities.SendsStringContent,
        });
        KeyPlacement? key = _headers.ChatKey;
        if (key?.BodyProperty is { } property && request.AdditionalProperties.ContainsKey(property))
            key = key with { BodyProperty = null };
        return PrepareKeyedRequest(new() { Uri = _endpoint, Headers = _headers.Chat, Key = key });
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
    public virtual ProviderRequest WriteModelListRequest() => PrepareKeyedRequest(new()
    {
        Method = HttpMethod.Get,
        Uri = GetRequiredEndpoint(ModelListPath, "model list"),
        Headers = _headers.NonChat,
        Key = _headers.NonChatKey,
    });

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
        Uri uri = GetRequiredEndpoint(TokenCountPath, "token count endpoint");
        AnthropicRequestWriter.WriteTokenCountRequest(body, request, new(MapModel(request.Model), IsStreaming: false)
        {
            ShouldSendStringContent = GetCapabilities(request.Model).SendsStringContent,
        });
        return PrepareKeyedRequest(new() { Uri = uri, Headers = _headers.NonChat, Key = _headers.NonChatKey });
    }

    /// <inheritdoc/>
    public virtual TokenCount ReadTokenCount(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return TokenCountReader.Read(response.Body.Span, CreateProtocolContext(response));
    }

    /// <summary>Finds the error in a part of a response; override it to recognize errors in another way.</summary>
    /// <remarks>
    /// The client calls it for every response of chat, model lists and token counts: for bodies with any status, for events of
    /// streams and for text that is not JSON. It does not call it for an event that differs from the previous one only in its
    /// text, nor for redirects. A response with a status other than 2xx is an error even if the result is null. If it throws, the
    /// call throws <see cref="MiniMaxInvalidResponseException"/>.
    /// </remarks>
    /// <param name="part">The part of the response.</param>
    /// <returns>The error, or null if the part is not an error. Default: <see cref="ResponsePart.Error"/>.</returns>
    protected virtual ProviderError? FindError(in ResponsePart part) => part.Error;

    /// <summary>
    /// Prepares a request for chat, a model list or a token count before it is sent; override it to add headers or to change the
    /// address.
    /// </summary>
    /// <remarks>The client calls it once per call, before the first attempt; retries send the same request.</remarks>
    /// <param name="request">
    /// The request, with the headers of the options and the API key. A key of an <see cref="ApiKeySource"/> that can change is
    /// added to each attempt later, unless the returned request has the header of the key.
    /// </param>
    /// <returns>The request to send. Default: <paramref name="request"/>.</returns>
    protected virtual ProviderRequest PrepareRequest(ProviderRequest request) => request;

    /// <summary>Returns the name of the provider and the address of chat requests, without the API key.</summary>
    public override string ToString() => $"{Name} ({_endpoint.GetLeftPart(UriPartial.Path)})";

    private Uri GetRequiredEndpoint(string? path, string endpointName) => path is null
        ? throw new NotSupportedException($"{Name} has no {endpointName}.")
        : EndpointUriBuilder.GetSiblingEndpoint(_endpoint, _chatPath, path);

    /// <summary>Gets the redacted value of a response header, or null if the header is missing.</summary>
    private protected string? GetRedactedHeader(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values)
            ? Redaction.RedactWord(values.FirstOrDefault(), Secrets)
            : null;

    /// <summary>Gets the target of a redirect, or null if its Location header is missing or invalid.</summary>
    private Uri? GetRedirectTarget(HttpResponseHeaders headers) =>
        headers.TryGetValues("Location", out IEnumerable<string>? values)
        && Uri.TryCreate(_endpoint, values.FirstOrDefault(), out Uri? target)
            ? target
            : null;

    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    private protected static ApiKeySource RequireApiKey(ApiKeySource apiKey)
    {
        ArgumentNullException.ThrowIfNull(apiKey);
        return apiKey;
    }

    /// <summary>Gets the path of chat requests of a compatible host.</summary>
    /// <exception cref="ArgumentException">The path of the options is not valid.</exception>
    private protected static string GetChatPath(CompatibleAdapterOptions? options, string defaultPath) =>
        options?.ChatPath is { } path ? EndpointUriBuilder.ValidatePath(path, nameof(options)) : defaultPath;

    private protected ResponseContext CreateProtocolContext(ProviderResponse response) =>
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
