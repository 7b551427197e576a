using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>One attempt at a call: a request that is sent, and the answer to it until its end.</summary>
internal sealed partial class Exchange : IWatched, IAsyncDisposable
{
    private readonly ProviderCall _call;
    private readonly ProviderLimiter.Permit? _permit;
    private readonly long _start;
    private readonly int _place;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _ending;
    private readonly PhaseWatch _watch;
    private ProviderMessage? _message;
    private HttpResponseMessage? _response;
    private GuardedStream? _body;
    private IAsyncEnumerator<ChatCompletionChunk>? _chunks;
    private CancellationToken _attemptToken;
    private int _isReleased;
    private int _isOver;
    private int _isMarked;
    private bool _isOpen;
    private bool _isPrefetched;
    private ChatCompletionChunk? _first;
    private int _count;

    public Exchange(ProviderCall call, ProviderMessage message, ProviderLimiter.Permit? permit)
    {
        _call = call;
        _message = message;
        _permit = permit;
        _start = Channel.Clock.GetTimestamp();
        _place = call.Log.Add(new(Channel.Adapter.Name, null, TimeSpan.Zero) { Delay = call.TakeDelay() });
        _watch = new(Channel.Clock, this);
        _ending = call.Attach(this);
    }

    /// <summary>How the call went so far; null before the headers.</summary>
    public CallInfo? Info { get; private set; }

    /// <summary>What has come of the answer, in words.</summary>
    public string Arrived => (Info, _count) switch
    {
        (null, _) => "nothing",
        (_, 0) => "the headers",
        (_, 1) => "the headers and 1 chunk",
        _ => $"the headers and {_count} chunks",
    };

    private ProviderChannel Channel => _call.Channel;

    private TimeSpan Elapsed => Channel.Clock.GetElapsedTime(_start);

    /// <summary>Sends the request, reads the answer of the model and ends the attempt.</summary>
    public ValueTask<ChatCompletion> CompleteAsync(CancellationToken attemptToken) =>
        // Headers come with the answer: what bounds the work on it is the total limit alone.
        ReadAsync(
            response => Channel.Adapter.ReadCompletion(response) with { Call = Info }, Timeout.InfiniteTimeSpan, attemptToken);

    /// <summary>Sends the request, reads the whole answer and ends the attempt.</summary>
    public async ValueTask<T> ReadAsync<T>(
        Func<ProviderResponse, T> read, TimeSpan headersLimit, CancellationToken attemptToken)
    {
        try
        {
            using CancellationTokenRegistration ending = EndWith(attemptToken);
            HttpRequestMessage message = _message!.Create(Channel.AsksForGzip, Channel.SetsUserAgent);
            AnswerBody body = Take(await SendAsync(message, TimeoutKind.Headers, headersLimit).ConfigureAwait(false));
            if (!body.IsSuccess)
                throw await body.ReadErrorAsync(_call.Caller).ConfigureAwait(false);
            return await body.ReadAsync(read).ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e) is { } failure)
        {
            throw failure;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Sends the request and waits for the first chunk of the answer; a failure ends the attempt.</summary>
    public async ValueTask<Exchange> OpenStreamAsync(CancellationToken attemptToken)
    {
        try
        {
            using CancellationTokenRegistration ending = EndWith(attemptToken);

            // Both count from the start of the attempt: the shorter one bounds the wait for the headers.
            (TimeoutKind phase, TimeSpan limit) = IsLonger(_call.Limits.Headers, _call.Limits.FirstToken)
                ? (TimeoutKind.FirstToken, _call.Limits.FirstToken)
                : (TimeoutKind.Headers, _call.Limits.Headers);
            HttpRequestMessage message = _message!.Create(Channel.AsksForGzip, Channel.SetsUserAgent);
            AnswerBody body = Take(await SendAsync(message, phase, limit).ConfigureAwait(false));
            _message.ForgetBody(message);
            _message = null;
            if (!body.IsSuccess)
                throw await body.ReadErrorAsync(_call.Caller).ConfigureAwait(false);
            _watch.Enter(TimeoutKind.FirstToken, _call.Limits.FirstToken, goesOn: true);
            _body = new(await body.OpenAsync().ConfigureAwait(false), _watch, _call.Caller);
            _chunks = await body.ReadChunksAsync(_body).ConfigureAwait(false);
            _first = Take(await MoveNextAsync().ConfigureAwait(false));
            Info!.MarkChunk(_call.Elapsed);
            _isPrefetched = true;
            _attemptToken = default;
            Volatile.Write(ref _isOpen, true);
            Interlocked.MemoryBarrier();
            if (_call.IsOver)
                Abandon();
            return this;
        }
        catch (Exception e) when (Translate(e) is { } failure)
        {
            throw failure;
        }
        finally
        {
            if (!_isOpen)
                await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Starts to move to the next chunk; its failure is to be translated.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        _call.ThrowIfOver();
        return _isPrefetched ? new(_first is not null) : _chunks!.MoveNextAsync();
    }

    /// <summary>The chunk that was moved to; null at the end of the answer.</summary>
    public ChatCompletionChunk? Take(bool hasNext)
    {
        if (_isPrefetched)
        {
            _isPrefetched = false;
            (ChatCompletionChunk? first, _first) = (_first, null);
            return first;
        }

        if (!hasNext)
        {
            // Cut off, the answer is whole when its choices are finished; but another of several may not have begun.
            if (!_call.HasOneChoice)
                _source.Token.ThrowIfCancellationRequested();
            return null;
        }

        _count++;
        ChatCompletionChunk chunk = _chunks!.Current;
        chunk.Call = Info;
        Watch(chunk);

        // The call may have ended while the chunk was waited for, and the caller may not come back.
        if (_isOpen && _call.IsOver)
            Abandon();
        return chunk;
    }

    /// <summary>Ends the attempt at a call that is over before its end.</summary>
    public void OnCallOver()
    {
        if (Volatile.Read(ref _isReleased) != 0 || Interlocked.Exchange(ref _isOver, 1) != 0)
            return;

        // At once, and not when the connection has noticed: the winner of a race may look at the loser's attempt by then.
        Fail(
            _call.IsTimedOut ? nameof(MiniMaxTimeoutException)
                : _call.IsClosed ? nameof(ObjectDisposedException)
                : nameof(OperationCanceledException),
            isKnown: false);
        _source.CancelInBackground();
        try
        {
            if (Volatile.Read(ref _isOpen))
                Abandon();
            else
                MarkEnd();
        }
        finally
        {
            // A response that is being read is disposed of by its reader, which may be late.
            _permit?.Dispose();
        }
    }

    TimeSpan IWatched.TimeLeft => _call.TimeLeft;

    void IWatched.EndAttempt() => _source.Cancel();

    void IWatched.EndCall() => _call.End();

    /// <summary>Ends the attempt: the connection, if the answer is not at its end, and its place among those at once.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_chunks is not null)
                await _chunks.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            End();
        }
    }

    private AnswerBody Take(HttpResponseMessage response)
    {
        _response = response;
        _watch.EndWait(isLife: true);
        int status = (int)response.StatusCode;
        string? requestId = Channel.Adapter.GetRequestId(response.Headers);
        _call.Log.MarkHeaders(_place, status, requestId, Elapsed);
        Info = new()
        {
            Provider = Channel.Adapter.Name,
            RequestId = requestId,
            ClientRequestId = _call.Options?.ClientRequestId,
            StatusCode = status,
            Headers = response.Headers,
            TimeToHeaders = _call.Elapsed,
            Price = _call.Price,
            Log = _call.Log,
        };
        return new(Channel, response, _source.Token);
    }

    private static bool IsLonger(TimeSpan limit, TimeSpan other) =>
        other != Timeout.InfiniteTimeSpan && (limit == Timeout.InfiniteTimeSpan || limit > other);

    /// <summary>Ends the attempt with a token that holds only until the answer begins: that of a pipeline.</summary>
    private CancellationTokenRegistration EndWith(CancellationToken attemptToken)
    {
        _attemptToken = attemptToken;
        return !attemptToken.CanBeCanceled || attemptToken == _call.Token
            ? default
            : attemptToken.Register(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    private void Fail(string error, bool isKnown) =>
        _call.Log.MarkFailure(_place, error, isKnown, Info is null ? Elapsed : null);
}
