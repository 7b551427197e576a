using System.Buffers;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Client;

/// <summary>One call, from the request's bytes to the end of the answer, over as many attempts as it takes.</summary>
internal sealed class ProviderCall : IStreamedCall
{
    private readonly ChatCompletionRequest? _request;
    private readonly CallerTokens _caller;
    private readonly long _start;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _leaving;
    private readonly CancellationTokenRegistration _stopping;
    private readonly CancellationTokenRegistration _closing;
    private readonly Spending? _spending;
    private CallTelemetry? _telemetry;
    private ProviderMessage _message = null!;
    private Exchange? _stream;
    private long _attemptEnd;

    /// <param name="channel">The client.</param>
    /// <param name="request">The request for an answer of the model; null for another one.</param>
    /// <param name="options">The settings of the call.</param>
    /// <param name="caller">Ends the call.</param>
    public ProviderCall(
        ProviderChannel channel, ChatCompletionRequest? request, RequestOptions? options, CallerTokens caller)
    {
        Channel = channel;
        Options = options;
        Limits = channel.Limits(options);
        Log = options?.Log ?? new();
        HasOneChoice = request?.N is null or 1;
        _request = request;
        _caller = caller;
        if (request is not null)
        {
            Price = channel.Price(request.Model);
            _spending = Spending.Open(channel, request, Price);
        }

        _start = _attemptEnd = channel.Clock.GetTimestamp();
        _over = channel.Clock.CreateTimeout(Limits.Total);
        _leaving = End(caller.Call);
        _stopping = End(caller.Enumeration);
        _closing = End(channel.Closing);
    }

    public ProviderChannel Channel { get; }

    public RequestOptions? Options { get; }

    public TimeLimits Limits { get; }

    public AttemptLog Log { get; }

    public ModelPrice? Price { get; }

    /// <summary>Whether the answer has one choice, so that its finish reason is the last word.</summary>
    public bool HasOneChoice { get; }

    /// <summary>Cancelled when the call is over before its end: by the caller, by the total limit, by the client's end.</summary>
    public CancellationToken Token => _over.Token;

    public bool IsTimedOut =>
        _over.IsCancellationRequested && !IsCancelledByCaller() && !Channel.Closing.IsCancellationRequested;

    public TimeSpan Elapsed => Channel.Clock.GetElapsedTime(_start);

    public bool IsCancelledByCaller() => _caller.IsCancelled;

    /// <summary>Ends a call that is over, also when all of its answer is there already.</summary>
    public void ThrowIfOver()
    {
        Token.ThrowIfCancellationRequested();
        _spending?.ThrowIfStopped();
    }

    /// <summary>How long the attempt that begins now has waited.</summary>
    public TimeSpan TakeDelay() => Channel.Clock.GetElapsedTime(_attemptEnd);

    /// <summary>Marks that an attempt is over: what comes until the next one is its delay.</summary>
    /// <param name="place">Its place in the log.</param>
    public void MarkAttemptEnd(int place)
    {
        _attemptEnd = Channel.Clock.GetTimestamp();
        _telemetry?.Add(Log[place]);
    }

    /// <summary>Sends a request and reads the answer to it.</summary>
    public async ValueTask<ChatCompletion> CompleteAsync()
    {
        _telemetry = CallTelemetry.Begin(Channel, _request!, isStream: false);
        using (_message = new(body => Channel.Adapter.WriteRequest(_request!, stream: false, body), "application/json", Options))
        {
            ChatCompletion answer = await AttemptAsync(
                static (exchange, token) => exchange.CompleteAsync(token)).ConfigureAwait(false);
            _spending?.Add(answer);
            _telemetry?.Add(answer);
            return answer;
        }
    }

    /// <summary>Sends a request for something other than an answer of the model, and reads it.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<IBufferWriter<byte>, ProviderRequest> write, Func<ProviderResponse, T> read)
    {
        using (_message = new(write, "application/json", Options))
        {
            return await AttemptAsync(
                (exchange, token) => exchange.ReadAsync(read, Limits.Headers, token)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync() => _stream is null ? StartAsync() : _stream.MoveNextAsync();

    /// <inheritdoc/>
    public ChatCompletionChunk? Take(bool hasNext)
    {
        ChatCompletionChunk? chunk = _stream!.Take(hasNext);
        if (chunk is null)
            _spending?.Finish();
        else
            _spending?.Add(chunk, _message.Length);
        _telemetry?.Add(chunk, Elapsed);
        return chunk;
    }

    /// <inheritdoc/>
    public Exception? Translate(Exception failure)
    {
        Exception seen = _stream?.Translate(failure) ?? failure;
        seen = TranslateCall(seen) ?? seen;
        _telemetry?.Fail(seen);
        return ReferenceEquals(seen, failure) ? null : seen;
    }

    private Exception? TranslateCall(Exception failure)
    {
        // The caller's own cancellation comes first, with the caller's own token, whatever the cancelled parts threw.
        if (IsCancelledByCaller() && failure is not MiniMaxException)
            return new OperationCanceledException("The call was cancelled.", failure, _caller.Decisive);
        string provider = Channel.Adapter.Name;
        MiniMaxException? known = failure switch
        {
            MiniMaxException already => already,
            OperationCanceledException when IsTimedOut => ErrorFactory.Timeout(
                provider, TimeoutKind.Total, Limits.Total, _stream?.Arrived ?? "no answer", failure),
            BrokenCircuitException e => ErrorFactory.Resting(provider, e.RetryAfter, e),
            TimeoutRejectedException e =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, "no answer", failure),
            ExecutionRejectedException => ErrorFactory.Rejected(provider, null, failure),
            // Neither the caller nor a limit: the client was disposed of.
            OperationCanceledException => ErrorFactory.Broken(provider, failure),
            _ => null,
        };
        known?.Complete(provider, null, null);
        known?.Complete(Log.Attempts);
        return ReferenceEquals(known, failure) ? null : known;
    }

    /// <summary>Books what the call has cost: no more of it comes.</summary>
    public void Settle() => _spending?.Dispose();

    /// <inheritdoc/>
    public ValueTask EndStreamAsync() => _stream?.DisposeAsync() ?? default;

    /// <summary>Ends the call, before anybody sees its answer or its failure.</summary>
    public void Dispose()
    {
        _spending?.Dispose();
        _telemetry?.End(Elapsed);
        _leaving.Dispose();
        _stopping.Dispose();
        _closing.Dispose();
        _over.Dispose();
    }

    private async ValueTask<bool> StartAsync()
    {
        _telemetry = CallTelemetry.Begin(Channel, _request!, isStream: true);
        ThrowIfOver();
        using (_message = new(body => Channel.Adapter.WriteRequest(_request!, stream: true, body), "text/event-stream", Options))
            _stream = await AttemptAsync(static (exchange, token) => exchange.OpenStreamAsync(token)).ConfigureAwait(false);
        return await _stream.MoveNextAsync().ConfigureAwait(false);
    }

    /// <summary>Makes attempts until the pipeline is content.</summary>
    /// <param name="use">What is done with an attempt, and ends it.</param>
    private ValueTask<T> AttemptAsync<T>(Func<Exchange, CancellationToken, ValueTask<T>> use)
    {
        ThrowIfOver();
        Channel.WarnOfTimeout();
        return Channel.Pipeline.ExecuteAsync(
            (permit, token) => use(new Exchange(this, _message, permit), token), TimeLeft, Token);
    }

    // One source with three ways to end it: a linked one beside that of the limit would cost every call as much again.
    private CancellationTokenRegistration End(CancellationToken token) =>
        token.Register(static over => ((CancellationTokenSource)over!).Cancel(), _over);

    private TimeSpan TimeLeft()
    {
        TimeSpan left = Channel.Clock.TimeLeft(Limits.Total, _start);
        TimeSpan around = Options?.TimeLeft?.Invoke() ?? TimeSpan.MaxValue;
        return left < around ? left : around;
    }
}
