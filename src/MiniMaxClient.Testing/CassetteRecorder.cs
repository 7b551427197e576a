using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing;

/// <summary>Records the requests and responses of an HTTP client in a file, without keys and account data.</summary>
/// <remarks>
/// <para>
/// It is the handler of an <see cref="HttpClient"/> or a handler before another one. Responses reach the client as they arrive.
/// <see cref="MiniMaxEmulator.ReplayAsync"/> plays the file.
/// </para>
/// <para>
/// Each exchange is written when its response has ended, the first one in place of an older file. Dispose of the recorder, or of
/// its client, to record the responses that have not ended.
/// </para>
/// <para>
/// A file has one recorder at a time, which keeps a file with the extension <c>.lock</c> next to it. With
/// <c>IHttpClientFactory</c>, give each client its own path and an infinite handler lifetime.
/// </para>
/// </remarks>
public sealed class CassetteRecorder : DelegatingHandler
{
    private readonly CassetteRecorderOptions _options;
    private readonly CassetteFile _file;
    private readonly SecretCollection _secrets;
    private readonly ExchangeRedaction _redaction;
    private readonly object _lock = new();
    private readonly HashSet<ExchangeRecording> _recordings = [];
    private int _count;
    private bool _isDisposed;
    private volatile Exception? _failure;
    private bool _isFailureThrown;

    /// <summary>Initializes a recorder.</summary>
    /// <param name="path">The path of the file; its folder is created if it does not exist.</param>
    /// <param name="options">The settings; null for the default values.</param>
    /// <remarks>
    /// Without an <see cref="DelegatingHandler.InnerHandler"/>, the recorder sends requests itself, without following redirects
    /// and without cookies.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> or an option is null, empty or out of range.</exception>
    /// <exception cref="IOException">The file cannot be written, or another recorder writes it.</exception>
    public CassetteRecorder(string path, CassetteRecorderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _options = options ?? new();
        _options.Validate();
        _file = new(System.IO.Path.GetFullPath(path));
        _secrets = new(_options.Secrets);
        _redaction = new(_options, _secrets);
        Path = path;
    }

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Sends a request and records it and its response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The token to cancel the request.</param>
    /// <returns>The response, which is recorded while it is read.</returns>
    /// <exception cref="IOException">An earlier exchange could not be written to the file.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowFailure();
        ExchangeRecording recording = await StartRecordingAsync(request, cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            recording.Complete(cancellationToken.IsCancellationRequested ? ResponseEnd.Canceled : ResponseEnd.Cut);
            throw;
        }

        // The connection has another protocol from here.
        if ((int)response.StatusCode < 200)
        {
            Remove(recording);
            return response;
        }

        recording.AddHead(response, [.. GetHeaders(response.Headers), .. GetHeaders(response.Content.Headers)]);
        response.Content = new RecordingContent(response.Content, recording);
        return response;
    }

    /// <summary>Not supported.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The token to cancel the request.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always: a recorder has asynchronous requests only.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("CassetteRecorder records asynchronous requests only.");

    /// <summary>Records the responses that have not ended, and disposes of the inner handler.</summary>
    /// <param name="disposing">Whether the method is called by <c>Dispose</c>.</param>
    /// <exception cref="IOException">
    /// An exchange could not be written to the file, and no request has thrown this exception.
    /// </exception>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CompleteRecordings();
            _file.Dispose();
        }

        base.Dispose(disposing);
        if (disposing && !_isFailureThrown)
            ThrowFailure();
    }

    private void ThrowFailure()
    {
        if (_failure is not { } failure)
            return;
        _isFailureThrown = true;
        throw new IOException($"The cassette {Path} cannot be written: {failure.Message}", failure);
    }

    private void CompleteRecordings()
    {
        ExchangeRecording[] recordings;
        lock (_lock)
        {
            _isDisposed = true;
            recordings = [.. _recordings];
        }

        foreach (ExchangeRecording recording in recordings)
            recording.Complete(ResponseEnd.Abandoned);
        // Those that another thread completed may not be written yet.
        lock (_lock)
        {
            while (_recordings.Count > 0)
                Monitor.Wait(_lock);
        }
    }

    private void Remove(ExchangeRecording recording)
    {
        lock (_lock)
        {
            _recordings.Remove(recording);
            Monitor.PulseAll(_lock);
        }

        recording.Dispose();
    }

    private async Task<ExchangeRecording> StartRecordingAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = [];
        // Reading the content buffers it, so that it can still be sent.
        if (request.Content is { } content)
            body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        _secrets.AddSecrets(Enumerate(request), request.RequestUri!.Query, body);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            InnerHandler ??= new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
            CassetteExchange exchange = new()
            {
                Number = ++_count,
                Method = request.Method.Method,
                Path = request.RequestUri.PathAndQuery,
                RequestHeaders = GetRequestHeaders(request),
                RequestBody = body,
            };
            ExchangeRecording recording = new(exchange, _options, Store);
            _recordings.Add(recording);
            return recording;
        }
    }

    private List<CassetteHeader> GetRequestHeaders(HttpRequestMessage request)
    {
        List<CassetteHeader> recorded =
            [.. Enumerate(request).Where(header => _redaction.IsRecordedRequestHeader(header.Name))];
        // The host says which provider was recorded; a local server has another port each time.
        if (!request.RequestUri!.IsLoopback)
            recorded.Add(new(CassetteComparison.HostHeader, request.RequestUri.IdnHost));
        return recorded;
    }

    private IEnumerable<CassetteHeader> GetHeaders(System.Net.Http.Headers.HttpHeaders headers) =>
        Enumerate(headers).Where(header => _redaction.IsRecordedResponseHeader(header.Name));

    private static IEnumerable<CassetteHeader> Enumerate(HttpRequestMessage request) =>
        Enumerate(request.Headers).Concat(request.Content is { } content ? Enumerate(content.Headers) : []);

    private static IEnumerable<CassetteHeader> Enumerate(System.Net.Http.Headers.HttpHeaders headers)
    {
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in headers.NonValidated)
        {
            foreach (string value in header.Value)
                yield return new(header.Key.ToLowerInvariant(), value);
        }
    }

    private void Store(ExchangeRecording recording, CassetteExchange exchange)
    {
        try
        {
            CassetteExchange decoded = ContentDecoder.Decode(exchange, _options.MaxResponseBytes);
            // A client need not read the end of a stream after its last event.
            if (decoded.End == ResponseEnd.Abandoned && LastEvent.IsEndOf(decoded.ResponseBody.Span))
                decoded = decoded with { End = ResponseEnd.Complete };
            CassetteExchange redacted = _redaction.Redact(decoded);
            // After a failure, the end of the file may be a part of an exchange.
            if (_failure is null)
                _file.Append(_options.RecordTiming ? redacted : redacted with { Chunks = [] });
        }
        catch (Exception e)
        {
            // An exception here would be a failed read of the response to the client, which would repeat the request.
            _failure ??= e;
        }
        finally
        {
            Remove(recording);
        }
    }
}
