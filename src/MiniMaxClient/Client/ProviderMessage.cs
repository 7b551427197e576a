using System.Buffers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>The HTTP request of a call: written once, sent as often as there are attempts.</summary>
internal sealed class ProviderMessage : IDisposable
{
    /// <summary>The compression that is asked for.</summary>
    /// <remarks>
    /// Not left to the handler: it would be one more step of each call, and brings in all that it can undo, brotli among them,
    /// which is large. An HttpClient that decompresses by itself may ask for more.
    /// </remarks>
    public const string Compression = "gzip";

    // nginx refuses more by default.
    private const int LargeBody = 1024 * 1024;

    private static readonly string UserAgent =
        "MiniMaxClient/" + typeof(ProviderMessage).Assembly.GetName().Version!.ToString(3);

    private readonly BodyWriter _body = new();
    private readonly ProviderRequest _target;
    private readonly string _accept;
    private readonly RequestOptions? _options;

    /// <param name="write">Writes the body and says where it goes.</param>
    /// <param name="accept">The type of answer that is asked for.</param>
    /// <param name="options">The settings of this one call.</param>
    /// <param name="state">The client.</param>
    /// <exception cref="MiniMaxInvalidRequestException">The call sets a header with the adapter's credentials.</exception>
    public ProviderMessage(
        Func<IBufferWriter<byte>, ProviderRequest> write, string accept, RequestOptions? options, ClientState state)
    {
        _target = write(_body);
        _accept = accept;
        _options = options;
        KnownSecrets secrets = state.Secrets.ForCall();
        secrets.AddQuery(_target.Uri);
        secrets.AddHeaders(_target.Headers);
        for (int i = 0; i < _target.Secrets.Count; i++)
            secrets.Add(_target.Secrets[i]);
        if (options?.Headers is { } callHeaders)
            secrets.AddHeaders(callHeaders);
        Secrets = secrets.IsEmpty ? state.Secrets : secrets;
        if (options?.Headers is not { Count: > 0 } headers)
            return;
        if (headers.Keys.FirstOrDefault(IsCredential) is not { } name)
            return;
        _body.Dispose();
        throw ErrorFactory.InvalidRequest(
            state.Adapter.Name,
            [new() { Path = "Options." + HeaderRules.GetPath(name), Message = HeaderRules.Reserved }]);
    }

    /// <summary>The secrets of the client and of this request.</summary>
    public KnownSecrets Secrets { get; }

    /// <summary>The length of the body.</summary>
    public long Length => _body.Length;

    /// <summary>The request for one attempt.</summary>
    /// <param name="asksForGzip">Whether it asks for an answer in gzip.</param>
    /// <param name="setsUserAgent">Whether it names this library as the user agent.</param>
    public HttpRequestMessage Create(bool asksForGzip, bool setsUserAgent)
    {
        var message = new HttpRequestMessage(_target.Method, _target.Uri);
        if (_target.Method != HttpMethod.Get)
        {
            message.Content = new BodyContent(_body);

            // A proxy that finds a body too long hangs up on it, and its answer goes down with the connection: so ask first.
            if (_body.Length >= LargeBody)
                message.Headers.ExpectContinue = true;
        }

        message.Headers.TryAddWithoutValidation("Accept", _accept);
        if (asksForGzip)
            message.Headers.TryAddWithoutValidation("Accept-Encoding", Compression);
        if (setsUserAgent)
            message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (KeyValuePair<string, string> header in _target.Headers)
            Set(message, header.Key, header.Value);
        if (_options?.ClientRequestId is { } id)
            Set(message, "X-Client-Request-Id", id);
        if (_options?.Headers is { } headers)
        {
            foreach (KeyValuePair<string, string> header in headers)
                Set(message, header.Key, header.Value);
        }

        return message;
    }

    /// <summary>Parts an answered request from its body: a stream holds its request as long as it lives.</summary>
    public void ForgetBody(HttpRequestMessage message)
    {
        // With Expect: 100-continue the answer may come before the body is looked for.
        if (_body.Length < LargeBody && message.Content is BodyContent { IsSent: true })
            message.Content = null;
    }

    /// <summary>Gives the body's memory back: no attempt follows.</summary>
    public void Dispose() => _body.Dispose();

    /// <summary>Whether a header of this name carries credentials of the adapter.</summary>
    private bool IsCredential(string name)
    {
        foreach (KeyValuePair<string, string> header in _target.Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return KnownSecrets.IsSecretName(name) || Secrets.Hide(header.Value) != header.Value;
        }

        return false;
    }

    /// <summary>Sets a header without parsing it: a parser's complaint would repeat the value, which may be the key.</summary>
    private static void Set(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        if (!message.Headers.TryAddWithoutValidation(name, value))
            throw new InvalidOperationException($"The adapter's header '{name}' is not a request header.");
    }
}
