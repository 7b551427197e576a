using System.Buffers;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Spending;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Client;

/// <summary>One call, from the request's bytes to the end of the answer, over as many attempts as it takes.</summary>
internal sealed partial class ProviderCall : IStreamedCall
{
    private readonly ChatCompletionRequest? _request;
    private readonly long _start;
    private readonly CancellationTokenRegistration _leaving;
    private readonly CancellationTokenRegistration _stopping;
    private readonly CancellationTokenRegistration _closing;
    private readonly CallBudget? _budget;
    private CallTelemetry? _telemetry;
    private ProviderMessage? _message;
    private long _requestBytes;
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
        Caller = caller;
        if (request is not null)
        {
            Price = channel.Price(request.Model);
            _budget = CallBudget.Open(channel, request, Price);
        }

        _start = _attemptEnd = channel.Clock.GetTimestamp();
        _leaving = EndBy(caller.Call);
        _stopping = EndBy(caller.Enumeration);
        _closing = EndBy(channel.Closing);
    }

    public ProviderChannel Channel { get; }

    public RequestOptions? Options { get; }

    /// <summary>Who may end the call and knows of it.</summary>
    public CallerTokens Caller { get; }

    public TimeLimits Limits { get; }

    public AttemptLog Log { get; }

    public ModelPrice? Price { get; }

    /// <summary>Whether the answer has one choice, so that its finish reason is the last word.</summary>
    public bool HasOneChoice { get; }

    /// <summary>What is left of the total limit; <see cref="TimeSpan.MaxValue"/> where there is none.</summary>
    public TimeSpan TimeLeft => Channel.Clock.TimeLeft(Limits.Total, _start);

    public TimeSpan Elapsed => Channel.Clock.GetElapsedTime(_start);

    /// <summary>Ends a call that is over, also when all of its answer is there already.</summary>
    public void ThrowIfOver()
    {
        if (IsOver)
            throw new OperationCanceledException("The call is over.");
        _budget?.ThrowIfStopped();
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

    /// <summary>Sends a request; the answer to it is to be <see cref="Take(ChatCompletion)">taken</see>.</summary>
    public ValueTask<ChatCompletion> CompleteAsync()
    {
        _telemetry = CallTelemetry.Begin(Channel, _request!, isStream: false);
        return WaitForAttemptsAsync(AttemptAsync(
            new(body => Channel.Adapter.WriteRequest(_request!, stream: false, body), "application/json", Options),
            static (exchange, token) => exchange.CompleteAsync(token)));
    }

    /// <summary>Books a whole answer.</summary>
    public ChatCompletion Take(ChatCompletion answer)
    {
        _budget?.Add(answer, _requestBytes);
        _telemetry?.Add(answer);
        return answer;
    }

    /// <summary>Records the usage of an attempt that failed.</summary>
    public void RecordFailure(ChatCompletion billed) => _budget?.AddFailure(billed);

    /// <summary>Sends a request for something other than an answer of the model, and reads it.</summary>
    public ValueTask<T> ReadAsync<T>(Func<IBufferWriter<byte>, ProviderRequest> write, Func<ProviderResponse, T> read)
        where T : class =>
        WaitForAttemptsAsync(AttemptAsync(
            new(write, "application/json", Options),
            (exchange, token) => exchange.ReadAsync(read, Limits.Headers, token)));

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync() => _stream is null ? StartAsync() : _stream.MoveNextAsync();

    /// <inheritdoc/>
    public ChatCompletionChunk? Take(bool hasNext)
    {
        ChatCompletionChunk? chunk = _stream!.Take(hasNext);
        if (chunk is null)
            _budget?.Finish();
        else
            _budget?.Add(chunk, _requestBytes);
        _telemetry?.Add(chunk, Elapsed);
        return chunk;
    }

    /// <inheritdoc/>
    public Exception? Translate(Exception failure)
    {
        Exception seen = (_stream ?? _endedIn)?.Translate(failure) ?? failure;
        seen = TranslateCall(seen) ?? seen;
        _telemetry?.Fail(seen);
        return ReferenceEquals(seen, failure) ? null : seen;
    }

    private Exception? TranslateCall(Exception failure)
    {
        // The caller's own cancellation comes first, with the caller's own token, whatever the cancelled parts threw.
        if (Caller.IsCancelled && failure is not MiniMaxException)
        {
            return new OperationCanceledException(
                "The call was cancelled.", AddressCredentials.Hide(failure), Caller.Decisive);
        }

        if (IsClosed)
        {
            return new ObjectDisposedException(
                typeof(ChatCompletionsClient).FullName, "The client was disposed of during the call.");
        }

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
            // Neither the caller nor a limit: a part that the app brought along.
            OperationCanceledException => ErrorFactory.Broken(provider, failure),
            _ => null,
        };
        known?.Complete(provider, null, null);
        known?.Complete(Log.Attempts);
        return ReferenceEquals(known, failure) ? null : known;
    }

    /// <summary>Books what the call has cost: no more of it comes.</summary>
    public void Settle() => _budget?.Dispose();

    /// <inheritdoc/>
    public ValueTask EndStreamAsync() => _stream?.DisposeAsync() ?? default;

    /// <summary>Ends the call, before anybody sees its answer or its failure.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(ref _state, Ended, Running);
        ForgetMessage();
        _budget?.Dispose();
        _telemetry?.End(Elapsed);
        _leaving.Dispose();
        _stopping.Dispose();
        _closing.Dispose();
        _timer?.Dispose();
    }

    private async ValueTask<bool> StartAsync()
    {
        _telemetry = CallTelemetry.Begin(Channel, _request!, isStream: true);
        ThrowIfOver();
        _stream = await WaitForAttemptsAsync(AttemptAsync(
            new(body => Channel.Adapter.WriteRequest(_request!, stream: true, body), "text/event-stream", Options),
            static (exchange, token) => exchange.OpenStreamAsync(token))).ConfigureAwait(false);
        ForgetMessage();
        Volatile.Write(ref _end, null);
        return await _stream.MoveNextAsync().ConfigureAwait(false);
    }

    /// <summary>Makes attempts until the pipeline is content.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="use">What is done with an attempt, and ends it.</param>
    private ValueTask<T> AttemptAsync<T>(ProviderMessage message, Func<Exchange, CancellationToken, ValueTask<T>> use)
        where T : class
    {
        _message = message;
        _requestBytes = message.Length;
        ThrowIfOver();
        Channel.WarnOfTimeout();
        return Channel.Pipeline.ExecuteAsync(new Attempts<T>(this, use));
    }

    /// <summary>Lets go of the request, which lives no longer than its attempts.</summary>
    private void ForgetMessage()
    {
        _message?.Dispose();
        _message = null;
    }

    /// <summary>The call as its pipeline sees it.</summary>
    private sealed class Attempts<T>(ProviderCall call, Func<Exchange, CancellationToken, ValueTask<T>> use) : IAttempts<T>
        where T : class
    {
        public TimeSpan TimeLeft
        {
            get
            {
                TimeSpan around = call.Options?.TimeLeft?.Invoke() ?? TimeSpan.MaxValue;
                return call.TimeLeft < around ? call.TimeLeft : around;
            }
        }

        public CancellationToken Token => call.Token;

        // Polly may begin one when another has given the answer already.
        public ValueTask<T> AttemptAsync(ProviderLimiter.Permit? permit, CancellationToken cancellationToken)
        {
            if (call._message is not { } message)
                throw new OperationCanceledException("The call is over.");

            // The attempts before may have spent what was left.
            call._budget?.ThrowIfStopped();
            return call.WaitAsync(use(new Exchange(call, message, permit), cancellationToken));
        }
    }
}
