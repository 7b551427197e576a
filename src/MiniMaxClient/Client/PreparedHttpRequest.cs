using System.Buffers;
using System.Diagnostics;
using System.Text;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>Represents the HTTP request of a call, which is written once and sent by each attempt.</summary>
internal sealed class PreparedHttpRequest : IDisposable
{
    /// <summary>The content encoding that requests accept.</summary>
    /// <remarks>
    /// Not set with <c>AutomaticDecompression</c>: that adds a handler to each call and links every decoder into the app, among
    /// them that of brotli, which is large. An HttpClient that decompresses automatically may accept more.
    /// </remarks>
    public const string AcceptedEncoding = "gzip";

    // The default of nginx's client_max_body_size, above which it rejects a body.
    private const int ExpectContinueThreshold = 1024 * 1024;

    private const int EmptyObjectLength = 2;

    private static readonly string UserAgent =
        "MiniMaxClient/" + typeof(PreparedHttpRequest).Assembly.GetName().Version!.ToString(3);

    private readonly RequestBodyWriter _body;
    private readonly byte[]? _bodyStart;
    private readonly ProviderRequest _providerRequest;
    private readonly string _accept;
    private readonly RequestOptions? _options;

    /// <param name="writeRequest">The delegate that writes the body and returns the address and headers.</param>
    /// <param name="acceptedMediaType">The media type of the <c>Accept</c> header.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="state">The client.</param>
    /// <exception cref="MiniMaxInvalidRequestException">The options set a header with the adapter's credentials.</exception>
    public PreparedHttpRequest(
        Func<IBufferWriter<byte>, ProviderRequest> writeRequest,
        string acceptedMediaType,
        RequestOptions? options,
        ClientState state)
    {
        _body = new();
        _providerRequest = writeRequest(_body);
        _accept = acceptedMediaType;
        _options = options;
        KnownSecrets secrets = state.Secrets.CreateForCall();
        secrets.AddQueryParameters(_providerRequest.Uri);
        secrets.AddHeaders(_providerRequest.Headers);
        for (int i = 0; i < _providerRequest.Secrets.Count; i++)
            secrets.AddSecret(_providerRequest.Secrets[i]);
        if (options?.Headers is { } callHeaders)
            secrets.AddHeaders(callHeaders);
        Secrets = secrets.IsEmpty && _providerRequest.Key is null ? state.Secrets : secrets;
        if (options?.Headers is not { Count: > 0 } headers)
            return;
        if (headers.Keys.FirstOrDefault(IsCredentialHeader) is not { } name)
            return;
        _body.Dispose();
        throw ErrorFactory.InvalidRequest(
            state.Adapter.Name,
            [new() { Path = "Options." + HeaderValidator.GetHeaderPath(name), Message = HeaderValidator.ReservedNameProblem }]);
    }

    /// <summary>Initializes the request of one attempt, which has its own key.</summary>
    private PreparedHttpRequest(PreparedHttpRequest original, ApiKey key)
    {
        KeyPlacement placement = original._providerRequest.Key!;
        _body = original._body;
        _accept = original._accept;
        _options = original._options;
        Secrets = original.Secrets;
        _providerRequest = original._providerRequest with
        {
            Headers = placement.AddKeyHeaders(original._providerRequest.Headers, key),
        };
        if (placement.BodyProperty is { } property)
        {
            // A key has no characters that JSON escapes in UTF-8, except these two.
            string value = key.Reveal().Replace("\\", "\\\\").Replace("\"", "\\\"");
            _bodyStart = Encoding.UTF8.GetBytes($"{{\"{property}\":\"{value}\"{(_body.Length > EmptyObjectLength ? "," : "")}");
        }
    }

    /// <summary>The source of the key that each attempt adds; null if the request is complete.</summary>
    public ApiKeySource? KeySource => _providerRequest.Key?.Source;

    /// <summary>The address, whose query may contain a secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public Uri Uri => _providerRequest.Uri;

    /// <summary>The secrets of the client and of this request.</summary>
    public KnownSecrets Secrets { get; }

    /// <summary>The length of the body in bytes.</summary>
    public long BodyLength => _body.Length;

    /// <summary>Creates the request of one attempt with its key; it shares the body of this request.</summary>
    public PreparedHttpRequest WithKey(ApiKey key)
    {
        _providerRequest.Key!.Secrets.AddSecret(key.Reveal());
        Secrets.AddSecret(key.Reveal());
        return new(this, key);
    }

    /// <summary>Creates the request message of one attempt.</summary>
    /// <param name="shouldAcceptGzip">Whether to accept a gzip-compressed response.</param>
    /// <param name="shouldSetUserAgent">Whether to name this library as the user agent.</param>
    public HttpRequestMessage CreateHttpRequest(bool shouldAcceptGzip, bool shouldSetUserAgent)
    {
        var message = new HttpRequestMessage(_providerRequest.Method, _providerRequest.Uri);
        if (_providerRequest.Method != HttpMethod.Get)
        {
            message.Content = new RequestBodyContent(_body, _bodyStart);

            // A proxy that rejects a long body resets the connection while it is sent, and its response is lost; with
            // Expect: 100-continue it responds before the body is sent.
            if (_body.Length >= ExpectContinueThreshold)
                message.Headers.ExpectContinue = true;
        }

        message.Headers.TryAddWithoutValidation("Accept", _accept);
        if (shouldAcceptGzip)
            message.Headers.TryAddWithoutValidation("Accept-Encoding", AcceptedEncoding);
        if (shouldSetUserAgent)
            message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (KeyValuePair<string, string> header in _providerRequest.Headers)
            SetHeader(message, header.Key, header.Value);
        if (_options?.ClientRequestId is { } id)
            SetHeader(message, "X-Client-Request-Id", id);
        if (_options?.Headers is { } headers)
        {
            foreach (KeyValuePair<string, string> header in headers)
                SetHeader(message, header.Key, header.Value);
        }

        return message;
    }

    /// <summary>Detaches the sent body from a request, which a stream references until its end.</summary>
    public void DetachSentBody(HttpRequestMessage request)
    {
        // With Expect: 100-continue the response may arrive before the handler reads the body.
        if (_body.Length < ExpectContinueThreshold && request.Content is RequestBodyContent { IsBodySent: true })
            request.Content = null;
    }

    /// <summary>Returns the memory of the body; no attempt follows.</summary>
    public void Dispose() => _body.Dispose();

    /// <summary>Whether a header of this name carries credentials of the adapter.</summary>
    private bool IsCredentialHeader(string name)
    {
        if (_providerRequest.Key?.Headers.Any(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) == true)
            return true;
        foreach (KeyValuePair<string, string> header in _providerRequest.Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return KnownSecrets.IsSecretName(name) || Secrets.RedactSecrets(header.Value) != header.Value;
        }

        return false;
    }

    /// <summary>Sets a header without validation, whose exception would quote the value, which may be the API key.</summary>
    private static void SetHeader(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        if (!message.Headers.TryAddWithoutValidation(name, value))
            throw new InvalidOperationException($"The adapter's header '{name}' is not a request header.");
    }
}
