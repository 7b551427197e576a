using System.Net;
using MiniMaxClient.Protocols;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>Represents one attempt of a call: an HTTP request and its response, up to the end of the body.</summary>
/// <param name="state">The client.</param>
/// <param name="preparedRequest">The request.</param>
/// <param name="record">The record of the attempt.</param>
/// <param name="hasOneChoice">Whether the response has one choice, so that its finish reason ends the stream.</param>
internal sealed class HttpAttempt(ClientState state, PreparedHttpRequest preparedRequest, AttemptRecord record, bool hasOneChoice)
    : IAsyncDisposable
{
    // When it elapses, the error is created from the status and the bytes received so far.
    private static readonly TimeSpan ErrorBodyTimeout = TimeSpan.FromSeconds(5);

    // Some hosts do not close a stream after its last event; the usage follows immediately or not at all.
    private static readonly TimeSpan AfterFinishTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeoutMonitor _timeoutMonitor = new(state.Clock, record.Signal);
    private PreparedHttpRequest? _preparedRequest = preparedRequest;
    private IDisposable? _response;
    private IAsyncEnumerator<ChatCompletionChunk>? _chunks;
    private Task<bool>? _pendingMove;
    private FinishState _finishState;
    private bool _hasFirstToken;
    private bool _isStreamComplete;
    private int _isDisposed;

    /// <summary>Whether the opened stream has a first chunk, which <see cref="ReceiveChunk"/> returns.</summary>
    public bool HasChunk { get; private set; }

    private TimeSpan HeadersTimeout => record.Options?.HeadersTimeout ?? state.Options.HeadersTimeout;

    private TimeSpan FirstTokenTimeout => record.Options?.FirstTokenTimeout ?? state.Options.FirstTokenTimeout;

    private TimeSpan IdleTimeout => record.Options?.IdleTimeout ?? state.Options.IdleTimeout;

    /// <summary>Sends the request, reads the completion and ends the attempt.</summary>
    public ValueTask<ChatCompletion> GetCompletionAsync() =>
        // The headers of a completion arrive only when the model has finished, so only the total timeout applies.
        GetResponseAsync(
            response =>
            {
                ChatCompletion completion = state.Adapter.ReadCompletion(response) with { Call = record.Info };
                record.RecordUsage(completion.Usage);
                return completion;
            },
            Timeout.InfiniteTimeSpan);

    /// <summary>Sends the request, reads a response other than a completion and ends the attempt.</summary>
    public ValueTask<T> GetResponseAsync<T>(Func<ProviderResponse, T> readResponse) =>
        GetResponseAsync(readResponse, HeadersTimeout);

    /// <summary>Sends the request and reads the stream up to its first chunk.</summary>
    public async ValueTask<HttpAttempt> OpenChunkStreamAsync()
    {
        try
        {
            // Both count from the start of the attempt, so the shorter one applies to the headers.
            (TimeoutKind phase, TimeSpan timeout) = IsLonger(HeadersTimeout, FirstTokenTimeout)
                ? (TimeoutKind.FirstToken, FirstTokenTimeout)
                : (TimeoutKind.Headers, HeadersTimeout);
            ResponseReader response = await SendRequestAsync(phase, timeout).ConfigureAwait(false);
            _timeoutMonitor.StartPhase(TimeoutKind.FirstToken, FirstTokenTimeout, shouldKeepElapsedTime: true);
            _chunks = await response.ReadChunksAsync().ConfigureAwait(false);
            HasChunk = await MoveToNextChunkAsync().ConfigureAwait(false);
            if (!HasChunk)
                EndChunks();
            _response = response.Body;
            record.RecordStreamOpened();
            _timeoutMonitor.CountOnlyReads();
            return this;
        }
        catch (Exception e)
        {
            await DisposeAndThrowAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The model of the first chunk, before <see cref="ReceiveChunk"/> returns it; null if there is none.</summary>
    public string? FirstChunkModel => HasChunk ? _chunks!.Current.Model : null;

    /// <summary>Moves to the next chunk, which <see cref="ReceiveChunk"/> returns.</summary>
    public ValueTask<bool> MoveToNextChunkAsync()
    {
        ValueTask<bool> moveTask = _chunks!.MoveNextAsync();
        return moveTask.IsCompleted || _chunks is ChunkReader
            ? moveTask
            : new(record.Signal.WaitAsync(_pendingMove = moveTask.AsTask()));
    }

    /// <summary>Records and returns the current chunk.</summary>
    public ChatCompletionChunk ReceiveChunk()
    {
        ChatCompletionChunk chunk = _chunks!.Current;
        record.CountChunk(chunk);
        if (!_hasFirstToken && chunk.HasToken)
        {
            _hasFirstToken = true;
            _timeoutMonitor.StartPhase(TimeoutKind.Idle, IdleTimeout);
        }

        if (hasOneChoice && chunk.FirstChoice is { } choice)
            UpdateFinishTimeout(choice);
        return chunk;
    }

    /// <summary>Records that the stream is complete; throws if a timeout has cut off one of several choices.</summary>
    public void EndChunks()
    {
        // A finish reason ends a stream of one choice; of several choices, one may not have started.
        if (!hasOneChoice)
            record.Signal.ThrowIfCanceled();
        _isStreamComplete = true;
        record.RecordSuccess();
    }

    /// <summary>Records and maps a failure of the attempt.</summary>
    public Exception MapAndRecordAttemptFailure(Exception failure)
    {
        Exception mapped = ExceptionMapper.MapAttemptFailure(
            failure, state, record, _timeoutMonitor, _preparedRequest?.Uri);
        (mapped as MiniMaxException)?.RedactDetails(record.Secrets);
        record.RecordFailure(mapped);
        return mapped;
    }

    /// <summary>Releases the chunks, the response and the lease, each even if releasing another one throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _timeoutMonitor.Dispose();
        try
        {
            if (_chunks is not null)
                await DisposeChunksAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                if (_isStreamComplete && _response is IdleTimeoutStream body)
                    body.DisposeAfterEnd(state.Clock);
                else
                    _response?.Dispose();
            }
            finally
            {
                record.CompleteAttempt();
            }
        }
    }

    private async ValueTask<T> GetResponseAsync<T>(Func<ProviderResponse, T> readResponse, TimeSpan headersTimeout)
    {
        T result;
        try
        {
            ResponseReader response = await SendRequestAsync(TimeoutKind.Headers, headersTimeout).ConfigureAwait(false);
            _timeoutMonitor.StartPhase(TimeoutKind.Headers, Timeout.InfiniteTimeSpan);
            result = await response.ReadBodyAsync(readResponse).ConfigureAwait(false);
            record.RecordSuccess();
        }
        catch (Exception e)
        {
            await DisposeAndThrowAsync(e).ConfigureAwait(false);
            throw;
        }

        await DisposeAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>Disposes the attempt and throws the mapped failure, which no exception of the disposal hides.</summary>
    private async Task DisposeAndThrowAsync(Exception failure)
    {
        Exception mapped = MapAndRecordAttemptFailure(failure);
        await CancellationSignal.DisposeIgnoringExceptionsAsync(this).ConfigureAwait(false);
        ExceptionMapper.Rethrow(mapped);
    }

    /// <summary>Sends the request and waits for the headers; throws the error of an unsuccessful response.</summary>
    private async ValueTask<ResponseReader> SendRequestAsync(TimeoutKind timeoutKind, TimeSpan timeout)
    {
        _timeoutMonitor.StartPhase(timeoutKind, timeout);
        HttpRequestMessage request = _preparedRequest!.CreateHttpRequest(state.ShouldAcceptGzip, state.ShouldSetUserAgent);
        HttpResponseMessage response = await SendRequestAsync(request).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.ExpectationFailed && HasExpectContinue(request))
        {
            // After 417, the request is repeated without the expectation (RFC 9110, section 10.1.1).
            response.Dispose();
            request = _preparedRequest.CreateHttpRequest(state.ShouldAcceptGzip, state.ShouldSetUserAgent);
            request.Headers.ExpectContinue = false;
            response = await SendRequestAsync(request).ConfigureAwait(false);
        }

        var reader = new ResponseReader(state, response, _timeoutMonitor, record.Signal);
        _response = reader;
        record.RecordHeaders(response);
        _preparedRequest.DetachSentBody(request);
        _preparedRequest = null;
        if (reader.IsSuccess)
            return reader;
        _timeoutMonitor.StartPhase(TimeoutKind.Idle, ErrorBodyTimeout, isRestartedByLines: false);
        throw await reader.ReadErrorAsync(record.Caller).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendRequestAsync(HttpRequestMessage request)
    {
#if !NETSTANDARD2_0
        // HttpClient applies its defaults only to the messages that it creates itself.
        request.Version = state.Http.DefaultRequestVersion;
        request.VersionPolicy = state.Http.DefaultVersionPolicy;
#endif
        record.RecordSent();
        return record.Signal.WaitAsync(
            state.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, record.Signal.Token));
    }

    private bool HasExpectContinue(HttpRequestMessage request) =>
        request.Headers.ExpectContinue == true || state.Http.DefaultRequestHeaders.ExpectContinue == true;

    /// <summary>
    /// Shortens the timeout after the finish reason, which no comment line restarts, and restores it if content follows.
    /// </summary>
    private void UpdateFinishTimeout(ChatChunkChoice choice)
    {
        if (_finishState.CanSkipChunksWithoutReason && choice.FinishReason is null)
            return;
        bool wasFinished = _finishState.IsFinished;
        bool hasContent = choice.HasContent;
        _finishState.RecordChunk(
            hasContent, choice.Delta is { Text.Length: > 0 } or { HasOtherOutput: true }, choice.FinishReason);
        if (wasFinished && hasContent)
            _timeoutMonitor.StartPhase(TimeoutKind.Idle, IdleTimeout);
        else if (!wasFinished && _finishState is { IsFinished: true, HasContentAfterFinish: false })
        {
            bool isShortened = _finishState.IsReliablyFinished && IsLonger(IdleTimeout, AfterFinishTimeout);
            _timeoutMonitor.StartPhase(
                TimeoutKind.Idle, isShortened ? AfterFinishTimeout : IdleTimeout, isRestartedByLines: false);
        }
    }

    /// <summary>Disposes the chunks; those of an app's adapter whose move is pending, after that move.</summary>
    private async ValueTask DisposeChunksAsync()
    {
        if (_pendingMove is { IsCompleted: false } move)
            _ = CancellationSignal.DisposeAfterCompletionAsync(move, _chunks!);
        else
            await record.Signal.DisposeOrAbandonAsync(_chunks!).ConfigureAwait(false);
    }

    private static bool IsLonger(TimeSpan timeout, TimeSpan other) =>
        other != Timeout.InfiniteTimeSpan && (timeout == Timeout.InfiniteTimeSpan || timeout > other);
}
