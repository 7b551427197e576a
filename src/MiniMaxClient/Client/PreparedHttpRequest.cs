using System.Buffers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>The HTTP request of a call: written once, sent as often as there are attempts.</summary>
internal sealed class PreparedHttpRequest : IDisposable
{
    /// <summary>The compression that is asked for.</summary>
    /// <remarks>
    /// Not left to the handler: it would be one more step of each call, and brings in all that it can undo, brotli among them,
    /// which is large. An HttpClient that decompresses by itself may ask for more.
    /// </remarks>
    public const string AcceptedEncoding = "gzip";

    // nginx refuses more by default.
    private const int ExpectContinueThreshold = 1024 * 1024;

    private static readonly string UserAgent =
        "MiniMaxClient/" + typeof(PreparedHttpRequest).Assembly.GetName().Version!.ToString(3);

    private readonly RequestBodyWriter _body = new();
    private readonly ProviderRequest _providerRequest;
    private readonly string _accept;
    private readonly RequestOptions? _options;

    /// <param name="writeRequest">Writes the body and says where it goes.</param>
    /// <param name="acceptedMediaType">The type of answer that is asked for.</param>
    /// <param name="options">The settings of this one call.</param>
    /// <param name="state">The client.</param>
    /// <exception cref="MiniMaxInvalidRequestException">The call sets a header with the adapter's credentials.</exception>
    public PreparedHttpRequest(
        Func<IBufferWriter<byte>, ProviderRequest> writeRequest, string acceptedMediaType, RequestOptions? options,
            ClientState state)
    {
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
        Secrets = secrets.IsEmpty ? state.Secrets : secrets;
        if (options?.Headers is not { Count: > 0 } headers)
            return;
        if (headers.Keys.FirstOrDefault(IsCredentialHeader) is not { } name)
            return;
        _body.Dispose();
        throw ErrorFactory.InvalidRequest(
            state.Adapter.Name,
            [new() { Path = "Options." + HeaderValidator.GetHeaderPath(name), Message = HeaderValidator.ReservedNameProblem }]);
    }

    /// <summary>The secrets of the client and of this request.</summary>
    public KnownSecrets Secrets { get; }

    /// <summary>The length of the body.</summary>
    public long BodyLength => _body.Length;

    /// <summary>The request for one attempt.</summary>
    /// <param name="shouldAcceptGzip">Whether it asks for an answer in gzip.</param>
    /// <param name="shouldSetUserAgent">Whether it names this library as the user agent.</param>
    public HttpRequestMessage CreateHttpRequest(bool shouldAcceptGzip, bool shouldSetUserAgent)
    {
        var message = new HttpRequestMessage(_providerRequest.Method, _providerRequest.Uri);
        if (_providerRequest.Method != HttpMethod.Get)
        {
            message.Content = new RequestBodyContent(_body);

            // A proxy that finds a body too long hangs up on it, and its answer goes down with the connection: so ask first.
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

    /// <summary>Parts an answered request from its body: a stream holds its request as long as it lives.</summary>
    public void DetachSentBody(HttpRequestMessage request)
    {
        // With Expect: 100-continue the answer may come before the body is looked for.
        if (_body.Length < ExpectContinueThreshold && request.Content is RequestBodyContent { IsBodySent: true })
            request.Content = null;
    }

    /// <summary>Gives the body's memory back: no attempt follows.</summary>
    public void Dispose() => _body.Dispose();

    /// <summary>Whether a header of this name carries credentials of the adapter.</summary>
    private bool IsCredentialHeader(string name)
    {
        foreach (KeyValuePair<string, string> header in _providerRequest.Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return KnownSecrets.IsSecretName(name) || Secrets.RedactSecrets(header.Value) != header.Value;
        }

        return false;
    }

    /// <summary>Sets a header without parsing it: a parser's complaint would repeat the value, which may be the key.</summary>
    private static void SetHeader(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        if (!message.Headers.TryAddWithoutValidation(name, value))
            throw new InvalidOperationException($"The adapter's header '{name}' is not a request header.");
    }
}
