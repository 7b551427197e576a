using System.Net;
using MiniMaxClient.Protocols;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>One attempt at a call: an HTTP request and its response, to the end of the body.</summary>
/// <param name="state">The client.</param>
/// <param name="message">The request.</param>
/// <param name="record">The record of the attempt.</param>
/// <param name="hasOneChoice">Whether the response has one choice, so that its finish reason ends the stream.</param>
internal sealed class HttpAttempt(ClientState state, ProviderMessage message, AttemptRecord record, bool hasOneChoice)
    : IAsyncDisposable
{
    // The error is read from what has arrived by then, and from the status in any case.
    private static readonly TimeSpan ErrorBodyTimeout = TimeSpan.FromSeconds(5);

    // Some hosts leave a stream open after its last event; the usage follows at once or not at all.
    private static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeoutMonitor _monitor = new(state.Clock, record.Signal);
    private ProviderMessage? _message = message;
    private IDisposable? _response;
    private IAsyncEnumerator<ChatCompletionChunk>? _chunks;
    private Task<bool>? _foreignMove;
    private FinishState _finish;
    private bool _hasToken;
    private int _isDisposed;

    /// <summary>Whether the stream that was opened has a chunk, which is to be <see cref="Receive">received</see>.</summary>
    public bool HasChunk { get; private set; }

    private TimeSpan HeadersTimeout => record.Options?.HeadersTimeout ?? state.Options.HeadersTimeout;

    private TimeSpan FirstTokenTimeout => record.Options?.FirstTokenTimeout ?? state.Options.FirstTokenTimeout;

    private TimeSpan IdleTimeout => record.Options?.IdleTimeout ?? state.Options.IdleTimeout;

    /// <summary>Sends the request, reads the completion and ends the attempt.</summary>
    public ValueTask<ChatCompletion> CompleteAsync() =>
        // The headers of a completion arrive with it: the total timeout alone bounds the work on it.
        ReadAsync(
            response => state.Adapter.ReadCompletion(response) with { Call = record.Info }, Timeout.InfiniteTimeSpan);

    /// <summary>Sends the request, reads a response other than a completion and ends the attempt.</summary>
    public ValueTask<T> ReadAsync<T>(Func<ProviderResponse, T> read) => ReadAsync(read, HeadersTimeout);

    /// <summary>Sends the request and reads the stream up to its first chunk.</summary>
    public async ValueTask<HttpAttempt> OpenStreamAsync()
    {
        try
        {
            // Both count from the start of the attempt: the shorter one bounds the wait for the headers.
            (TimeoutKind phase, TimeSpan timeout) = IsLonger(HeadersTimeout, FirstTokenTimeout)
                ? (TimeoutKind.FirstToken, FirstTokenTimeout)
                : (TimeoutKind.Headers, HeadersTimeout);
            ResponseReader response = await SendAsync(phase, timeout).ConfigureAwait(false);
            _monitor.Enter(TimeoutKind.FirstToken, FirstTokenTimeout, continues: true);
            _chunks = await response.ReadChunksAsync().ConfigureAwait(false);
            HasChunk = await MoveNextAsync().ConfigureAwait(false);
            if (!HasChunk)
                ThrowIfCut();
            _response = response.Body;
            record.Open();
            _monitor.Open();
            return this;
        }
        catch (Exception e)
        {
            await ThrowAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Moves to the next chunk, which is to be <see cref="Receive">received</see>.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        ValueTask<bool> moving = _chunks!.MoveNextAsync();
        return moving.IsCompleted || _chunks is ChunkReader
            ? moving
            : new(record.Signal.WaitAsync(_foreignMove = moving.AsTask()));
    }

    /// <summary>Receives the chunk that was moved to.</summary>
    public ChatCompletionChunk Receive()
    {
        ChatCompletionChunk chunk = _chunks!.Current;
        record.Add(chunk);
        if (!_hasToken && chunk.HasToken)
        {
            _hasToken = true;
            _monitor.Enter(TimeoutKind.Idle, IdleTimeout);
        }

        if (hasOneChoice && chunk.First is { } choice)
            EnterFinish(choice);
        return chunk;
    }

    /// <summary>Rejects the end of a stream that a timeout has cut off, unless all its choices have finished.</summary>
    public void ThrowIfCut()
    {
        // With several choices, one of them may not have begun.
        if (!hasOneChoice)
            record.Signal.ThrowIfCanceled();
    }

    /// <summary>Records and maps a failure of the attempt.</summary>
    public Exception Fail(Exception failure)
    {
        Exception mapped = ExceptionMapper.MapAttempt(failure, state, record, _monitor);
        (mapped as MiniMaxException)?.Redact(record.Secrets);
        record.Fail(mapped);
        return mapped;
    }

    /// <summary>Releases the chunks, the response and the lease, each even if the release of another one throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _monitor.Dispose();
        try
        {
            if (_chunks is not null)
                await DisposeChunksAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                _response?.Dispose();
            }
            finally
            {
                record.Complete();
            }
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<ProviderResponse, T> read, TimeSpan headersTimeout)
    {
        T result;
        try
        {
            ResponseReader response = await SendAsync(TimeoutKind.Headers, headersTimeout).ConfigureAwait(false);
            _monitor.Enter(TimeoutKind.Headers, Timeout.InfiniteTimeSpan);
            result = await response.ReadAsync(read).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await ThrowAsync(e).ConfigureAwait(false);
            throw;
        }

        await DisposeAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>Ends the attempt by a failure, which an exception of the release does not hide.</summary>
    private async Task ThrowAsync(Exception failure)
    {
        Exception mapped = Fail(failure);
        await CancellationSignal.DisposeQuietlyAsync(this).ConfigureAwait(false);
        ExceptionMapper.Throw(mapped);
    }

    /// <summary>Sends the request and waits for the headers of a success.</summary>
    private async ValueTask<ResponseReader> SendAsync(TimeoutKind phase, TimeSpan timeout)
    {
        _monitor.Enter(phase, timeout);
        HttpRequestMessage request = _message!.Create(state.AsksForGzip, state.SetsUserAgent);
        HttpResponseMessage response = await SendAsync(request).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.ExpectationFailed && HasExpectation(request))
        {
            // A request without the expectation is sent where that is what was rejected (RFC 9110, section 10.1.1).
            response.Dispose();
            request = _message.Create(state.AsksForGzip, state.SetsUserAgent);
            request.Headers.ExpectContinue = false;
            response = await SendAsync(request).ConfigureAwait(false);
        }

        var reader = new ResponseReader(state, response, _monitor, record.Signal);
        _response = reader;
        record.AddHeaders(response);
        _message.ForgetBody(request);
        _message = null;
        if (reader.IsSuccess)
            return reader;
        _monitor.Enter(TimeoutKind.Idle, ErrorBodyTimeout, isExtended: false);
        throw await reader.ReadErrorAsync(record.Caller).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => record.Signal.WaitAsync(
        state.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, record.Signal.Token));

    private bool HasExpectation(HttpRequestMessage request) =>
        request.Headers.ExpectContinue == true || state.Http.DefaultRequestHeaders.ExpectContinue == true;

    /// <summary>
    /// Shortens the wait after the finish reason, which no sign of life prolongs, and undoes that where more follows.
    /// </summary>
    private void EnterFinish(ChatChunkChoice choice)
    {
        if (_finish.NeedsReason && choice.FinishReason is null)
            return;
        bool wasFinished = _finish.IsFinished;
        bool hasContent = choice.HasContent;
        _finish.Add(hasContent, choice.Delta is { Text.Length: > 0 } or { HasOtherOutput: true }, choice.FinishReason);
        if (wasFinished && hasContent)
            _monitor.Enter(TimeoutKind.Idle, IdleTimeout);
        else if (!wasFinished && _finish is { IsFinished: true, IsContinued: false })
        {
            bool isShortened = _finish.IsFinal && IsLonger(IdleTimeout, FinishTimeout);
            _monitor.Enter(TimeoutKind.Idle, isShortened ? FinishTimeout : IdleTimeout, isExtended: false);
        }
    }

    /// <summary>Disposes of the chunks; those of an app's adapter that still moves are disposed of after its move.</summary>
    private async ValueTask DisposeChunksAsync()
    {
        if (_foreignMove is { IsCompleted: false } move)
            _ = CancellationSignal.DisposeAfterAsync(move, _chunks!);
        else
            await record.Signal.WaitForDisposalAsync(_chunks!).ConfigureAwait(false);
    }

    private static bool IsLonger(TimeSpan timeout, TimeSpan other) =>
        other != Timeout.InfiniteTimeSpan && (timeout == Timeout.InfiniteTimeSpan || timeout > other);
}
