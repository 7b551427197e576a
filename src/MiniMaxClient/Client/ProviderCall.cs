using System.Buffers;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>One exchange with a provider, from the request's bytes to the end of the answer.</summary>
internal sealed class ProviderCall : IDisposable
{
    private const int MaxErrorBytes = 64 * 1024;

    private static readonly TimeSpan ErrorBodyLimit = TimeSpan.FromSeconds(5);

    private readonly IProviderAdapter _adapter;
    private readonly HttpClient _http;
    private readonly ChatCompletionsClientOptions _options;
    private readonly RequestOptions? _callOptions;
    private readonly CancellationToken _callToken;
    private readonly CancellationToken _enumerationToken;
    private readonly TimeSpan _limit;
    private readonly long _start;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private HttpResponseMessage? _response;
    private CallInfo? _info;

    public ProviderCall(
        IProviderAdapter adapter,
        HttpClient http,
        ChatCompletionsClientOptions options,
        RequestOptions? callOptions,
        CancellationToken closingToken,
        CancellationToken cancellationToken,
        CancellationToken enumerationToken = default)
    {
        _adapter = adapter;
        _http = http;
        _options = options;
        _callOptions = callOptions;
        _callToken = cancellationToken;
        _enumerationToken = enumerationToken;
        _limit = callOptions?.Timeout ?? options.Timeout;
        _start = options.TimeProvider.GetTimestamp();
        _timeout = options.TimeProvider.CreateTimeout(_limit);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(
            [cancellationToken, enumerationToken, closingToken, _timeout.Token]);
    }

    /// <summary>The caller's token: the cancelled one, where an enumeration has a second.</summary>
    private CancellationToken CallerToken => _enumerationToken.IsCancellationRequested ? _enumerationToken : _callToken;

    private TimeSpan Elapsed => _options.TimeProvider.GetElapsedTime(_start);

    /// <summary>Ends a call that is over, also when all of its answer is there already.</summary>
    public void ThrowIfCancelled() => _linked.Token.ThrowIfCancellationRequested();

    /// <summary>Sends a request for a whole answer and reads it.</summary>
    public async Task<T> ReadAsync<T>(
        Func<IBufferWriter<byte>, ProviderRequest> write, Func<ProviderResponse, T> read, ModelPrice? price = null)
    {
        await SendAsync(write, "application/json", price).ConfigureAwait(false);
        using Stream stream = await OpenBodyAsync().ConfigureAwait(false);
        using var body = new ResponseBody();
        await ReadBodyAsync(body, stream).ConfigureAwait(false);
        return read(Head(body.Memory));
    }

    /// <summary>Sends a request and reads the answer to it.</summary>
    public async Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request)
    {
        ChatCompletion completion = await ReadAsync(
            body => _adapter.WriteRequest(request, stream: false, body), _adapter.ReadCompletion, Price(request))
            .ConfigureAwait(false);
        return completion with { Call = _info };
    }

    /// <summary>Sends the request and waits for the headers of a good answer.</summary>
    private async Task SendAsync(Func<IBufferWriter<byte>, ProviderRequest> write, string accept, ModelPrice? price)
    {
        ThrowIfCancelled();
        using HttpRequestMessage message = ProviderMessage.Create(write, accept, _callOptions);
        _response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, _linked.Token).ConfigureAwait(false);
        int status = (int)_response.StatusCode;
        _info = new()
        {
            Provider = _adapter.Name,
            RequestId = _adapter.GetRequestId(_response.Headers),
            ClientRequestId = _callOptions?.ClientRequestId,
            StatusCode = status,
            Headers = _response.Headers,
            TimeToHeaders = Elapsed,
            Price = price,
            Attempts = [new(_adapter.Name, status, Elapsed)],
        };

        // Any 2xx is success: AIML API was seen to answer 201.
        if (!_response.IsSuccessStatusCode)
            throw await ReadErrorAsync().ConfigureAwait(false);

        // A handler that decompresses takes the header away: what still has one was not decompressed.
        if (_response.Content.Headers.ContentEncoding.FirstOrDefault(static name => name != "identity") is { } encoding)
        {
            throw ErrorFactory.InvalidResponse(
                _adapter.Name, $"its compression '{Redaction.Quote(encoding)}' is not one that the HttpClient undoes");
        }
    }

    /// <summary>Sends the request and opens the answer's stream.</summary>
    public async Task<IAsyncEnumerator<ChatCompletionChunk>> OpenStreamAsync(ChatCompletionRequest request)
    {
        await SendAsync(body => _adapter.WriteRequest(request, stream: true, body), "text/event-stream", Price(request))
            .ConfigureAwait(false);
        Stream stream = await OpenBodyAsync().ConfigureAwait(false);
        ProviderResponse head = Head(default);
        IAsyncEnumerable<ChatCompletionChunk>? chunks = null;
        if (head.MediaType != "text/event-stream")
        {
            var peeked = new PeekedStream(stream);
            if (await PeekAsync(peeked).ConfigureAwait(false) is null or (byte)'{' or (byte)'<')
                chunks = await ReadUnstreamedAsync(peeked).ConfigureAwait(false);
            stream = peeked;
        }

        chunks ??= _adapter.ReadChunksAsync(head, stream, _linked.Token);
        return chunks.GetAsyncEnumerator(_linked.Token);
    }

    /// <summary>The chunk with the call's record in it.</summary>
    public ChatCompletionChunk Mark(ChatCompletionChunk chunk)
    {
        _info!.MarkChunk(Elapsed);
        chunk.Call = _info;
        return chunk;
    }

    /// <summary>What the caller is to see of a failure; null to let it pass as it is.</summary>
    public Exception? Translate(Exception failure)
    {
        // The caller's own cancellation comes first, with the caller's own token, whatever the cancelled parts threw.
        if (CallerToken.IsCancellationRequested && failure is not MiniMaxException)
            return new OperationCanceledException("The call was cancelled.", failure, CallerToken);
        MiniMaxException? known = failure switch
        {
            MiniMaxException already => already,
            OperationCanceledException when _timeout.IsCancellationRequested =>
                ErrorFactory.Timeout(_adapter.Name, "did not finish", _limit, failure),
            OperationCanceledException { InnerException: TimeoutException } =>
                ErrorFactory.Timeout(_adapter.Name, "sent no headers, by the HttpClient's own Timeout,", _http.Timeout, failure),
            HttpRequestException or IOException when _info is null => ErrorFactory.Unreachable(_adapter.Name, failure),
            HttpRequestException or IOException => ErrorFactory.Broken(_adapter.Name, failure),
            // Neither the caller nor a limit: the client was disposed of, or the HttpClient cancels by itself.
            OperationCanceledException => ErrorFactory.Broken(_adapter.Name, failure),
            _ => null,
        };
        string error = known?.GetType().Name ?? "";
        known?.Complete(
            _adapter.Name,
            _info?.RequestId,
            _info?.StatusCode,
            [new(_adapter.Name, _info?.StatusCode, _info?.TimeToHeaders ?? Elapsed, error)]);
        return ReferenceEquals(known, failure) ? null : known;
    }

    /// <summary>Ends the call, before anybody sees its answer or its failure.</summary>
    public void Dispose()
    {
        _info?.MarkEnd(Elapsed);
        _response?.Dispose();
        _linked.Dispose();
        _timeout.Dispose();
    }

    private ModelPrice? Price(ChatCompletionRequest request) =>
        _options.Prices.Find(request.Model) ?? _options.Prices.Find(_adapter.MapModel(request.Model));

    private ProviderResponse Head(ReadOnlyMemory<byte> body) => new()
    {
        StatusCode = (int)_response!.StatusCode,
        Headers = _response.Headers,
        MediaType = _response.Content.Headers.ContentType?.MediaType,
        MaxEventBytes = _options.MaxEventBytes,
        Body = body,
    };

    private Task<Stream> OpenBodyAsync() =>
#if NETSTANDARD2_0
        _response!.Content.ReadAsStreamAsync();
#else
        _response!.Content.ReadAsStreamAsync(_linked.Token);
#endif

    private async Task ReadBodyAsync(ResponseBody body, Stream stream)
    {
        try
        {
            if (await body.ReadAsync(stream, _options.MaxResponseBytes, _linked.Token).ConfigureAwait(false))
                return;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw BrokenCompression(e);
        }

        throw ErrorFactory.InvalidResponse(_adapter.Name, $"the body is longer than {_options.MaxResponseBytes} bytes");
    }

    private async ValueTask<byte?> PeekAsync(PeekedStream stream)
    {
        try
        {
            return await stream.PeekAsync(_linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw BrokenCompression(e);
        }
    }

    private MiniMaxInvalidResponseException BrokenCompression(Exception cause) =>
        ErrorFactory.InvalidResponse(_adapter.Name, "its compression is broken", cause);

    /// <summary>
    /// An answer that is no stream although one was asked for: an error most times, or the whole answer at once.
    /// </summary>
    private async Task<IAsyncEnumerable<ChatCompletionChunk>> ReadUnstreamedAsync(Stream stream)
    {
        using var body = new ResponseBody();
        await ReadBodyAsync(body, stream).ConfigureAwait(false);
        return One(ChatCompletionChunk.FromCompletion(_adapter.ReadCompletion(Head(body.Memory))));
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> One(ChatCompletionChunk chunk)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return chunk;
    }

    private async Task<MiniMaxException> ReadErrorAsync()
    {
        using var body = new ResponseBody();
        using CancellationTokenSource patience = _options.TimeProvider.CreateTimeout(ErrorBodyLimit);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_linked.Token, patience.Token);
        try
        {
            using Stream stream = await OpenBodyAsync().ConfigureAwait(false);
            await body.ReadAsync(stream, MaxErrorBytes, linked.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!CallerToken.IsCancellationRequested)
        {
            // Cut, slow, not to be decompressed: what came of the body is what there is to say. The status speaks in any case.
        }

        return _adapter.ReadError(Head(body.Memory));
    }
}
