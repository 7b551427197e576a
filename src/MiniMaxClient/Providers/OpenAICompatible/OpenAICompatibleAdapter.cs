using System.Buffers;
using System.Net.Http.Headers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.OpenAI;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Any host that speaks the OpenAI style of chat completions: MiniMax itself, vLLM, SGLang, a gateway.</summary>
/// <remarks>
/// A provider with its own model ids or limits is a subclass of a few lines: override <see cref="MapModel"/> and
/// <see cref="GetCapabilities"/>.
/// </remarks>
public class OpenAICompatibleAdapter : IProviderAdapter
{
    private const string Path = "chat/completions";

    private readonly ApiKey? _key;
    private readonly Uri _endpoint;
    private readonly bool _keyInBody;
    private readonly Dictionary<string, string> _headers = [];

    /// <summary>An adapter for a host.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>chat/completions</c> at the end, such as <c>https://api.minimax.io/v1</c>.
    /// </param>
    /// <param name="apiKey">The key, sent as a Bearer token; null for a host that asks for none.</param>
    /// <param name="allowInsecureHttp">Whether the key may go over <c>http</c> to a host other than this machine.</param>
    /// <exception cref="ArgumentException">The name is empty, or the address or the key cannot be used.</exception>
    public OpenAICompatibleAdapter(string name, Uri endpoint, string? apiKey, bool allowInsecureHttp = false)
        : this(name, apiKey, EndpointAddress.Join(endpoint, Path, allowInsecureHttp, nameof(endpoint)), keyInBody: false)
    {
    }

    /// <inheritdoc cref="OpenAICompatibleAdapter(string, Uri, string?, bool)"/>
    public OpenAICompatibleAdapter(string name, string endpoint, string? apiKey, bool allowInsecureHttp = false)
        : this(name, EndpointAddress.Parse(endpoint, nameof(endpoint)), apiKey, allowInsecureHttp)
    {
    }

    private protected OpenAICompatibleAdapter(
        string name, string apiKey, Uri address, string path, ProviderAdapterOptions? options, bool keyInBody = false)
        : this(
            name,
            apiKey ?? throw new ArgumentNullException(nameof(apiKey)),
            EndpointAddress.Join(options?.BaseAddress ?? address, path, options?.AllowInsecureHttp ?? false, nameof(options)),
            keyInBody)
    {
    }

    private OpenAICompatibleAdapter(string name, string? apiKey, Uri endpoint, bool keyInBody)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _endpoint = endpoint;
        _key = apiKey is null ? null : new(apiKey, nameof(apiKey));
        _keyInBody = keyInBody;
        if (_key is not null && !keyInBody)
            _headers["Authorization"] = "Bearer " + _key.Reveal();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether a stream asks for the usage when the request does not say.</summary>
    private protected virtual bool AsksForUsage => true;

    /// <summary>The limit on tokens when the request sets none; null for the provider's own.</summary>
    private protected virtual int? DefaultMaxTokens => null;

    /// <inheritdoc/>
    public virtual ModelCapabilities GetCapabilities(string model) => ModelCapabilities.Everything;

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
    public ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(body);
        OpenAIRequestWriter.Write(body, request, new(MapModel(request.Model), stream)
        {
            AsksForUsage = AsksForUsage,
            DefaultMaxTokens = DefaultMaxTokens,
            KeyInBody = _keyInBody ? _key : null,
        });
        return new() { Uri = _endpoint, Headers = _headers };
    }

    /// <inheritdoc/>
    public ChatCompletion ReadCompletion(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return OpenAICompletionReader.Read(response.Body.Span, Context(response));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
        ProviderResponse response, Stream body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(body);
        return new OpenAIChunkReader(Context(response), response.MaxEventBytes).ReadAsync(body, cancellationToken);
    }

    /// <inheritdoc/>
    public MiniMaxException ReadError(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return ErrorReader.Read(response.Body.Span, Context(response), RetryAfter(response.Headers));
    }

    /// <summary>The name and the address, without the key.</summary>
    public override string ToString() => $"{Name} ({_endpoint.GetLeftPart(UriPartial.Path)})";

    /// <summary>The provider's own id of a model.</summary>
    /// <param name="model">The id of the request: canonical, or the provider's own.</param>
    protected virtual string MapModel(string model) => model;

    /// <summary>The wait that the headers ask for; a date counts from the server's own clock.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } until } when headers.Date is { } now && until > now => until - now,
        _ => null,
    };

    private ProtocolContext Context(ProviderResponse response) => new(Name, _key, response.StatusCode);
}
