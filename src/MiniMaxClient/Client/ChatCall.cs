using System.Buffers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>One call: its clock and its end, its attempts, its budget and its telemetry.</summary>
internal sealed class ChatCall : IDisposable
{
    private readonly ClientState _state;
    private readonly RequestOptions? _options;
    private readonly ModelPrice? _price;
    private readonly AttemptLog _log;
    private readonly bool _hasOneChoice;
    private readonly List<AttemptRecord> _attempts = new(1);
    private readonly StreamUsage? _usage;
    private readonly CallBudget? _budget;
    private readonly CallTelemetry? _telemetry;
    private readonly CallCancellation _cancellation;
    private ProviderMessage? _message;

    /// <remarks>Within an async method: the span is the current one until that method returns.</remarks>
    /// <param name="state">The client.</param>
    /// <param name="operation">The operation, by the names of <see cref="CallTelemetry"/>.</param>
    /// <param name="request">The request; null for a model list.</param>
    /// <param name="caller">The caller's tokens.</param>
    /// <param name="isStream">Whether the response is streamed.</param>
    /// <exception cref="MiniMaxBudgetException">The spend limit rejects the call.</exception>
    public ChatCall(
        ClientState state,
        string operation,
        ChatCompletionRequest? request,
        CallerTokens caller,
        bool isStream = false)
    {
        _state = state;
        _hasOneChoice = request?.N is null or 1;
        _options = request?.Options;
        _log = _options?.Log ?? new();
        bool hasTelemetry = CallTelemetry.IsEnabled(state);
        if (operation == CallTelemetry.Chat)
        {
            _price = state.FindPrice(request!.Model);
            _usage = isStream && (state.Options.SpendLimit is not null || hasTelemetry) ? new() : null;
            if (state.Options.SpendLimit is { } limit)
                _budget = new(limit, state.Adapter, request, _price, _usage, state.WarnOfCost);
        }

        _telemetry = hasTelemetry ? new(state, operation, request, isStream, _usage) : null;
        _cancellation = new(
            state.Clock,
            _options?.Timeout ?? state.Options.Timeout,
            caller,
            static (call, end) => ((ChatCall)call).CancelAttempts(end),
            this,
            state.Closing);
    }

    /// <summary>Whether the call ended before its completion.</summary>
    public bool IsCanceled => _cancellation.IsCanceled;

    /// <summary>Sends the request and reads the completion.</summary>
    public async ValueTask<ChatCompletion> CompleteAsync(ChatCompletionRequest request)
    {
        try
        {
            ChatCompletion completion = await ExecuteAsync(
                body => _state.Adapter.WriteRequest(request, stream: false, body),
                "application/json",
                static attempt => attempt.CompleteAsync()).ConfigureAwait(false);
            _budget?.Add(completion);
            _telemetry?.Add(completion);
            return completion;
        }
        catch (Exception e)
        {
            ExceptionMapper.Throw(Fail(e));
            throw;
        }
    }

    /// <summary>Sends the request and reads a response other than a completion.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<IBufferWriter<byte>, ProviderRequest> write, Func<ProviderResponse, T> read)
    {
        try
        {
            T response = await ExecuteAsync(write, "application/json", attempt => attempt.ReadAsync(read)).ConfigureAwait(false);
            _telemetry?.Complete();
            return response;
        }
        catch (Exception e)
        {
            ExceptionMapper.Throw(Fail(e));
            throw;
        }
    }

    /// <summary>Sends the request and opens the stream, up to its first chunk.</summary>
    public async ValueTask<HttpAttempt> OpenStreamAsync(ChatCompletionRequest request)
    {
        HttpAttempt attempt = await ExecuteAsync(
            body => _state.Adapter.WriteRequest(request, stream: true, body),
            "text/event-stream",
            static attempt => attempt.OpenStreamAsync()).ConfigureAwait(false);
        ReleaseMessage();
        return attempt;
    }

    /// <summary>Registers an action that runs on another thread when the call ends before its completion.</summary>
    public void OnCanceled(Action action) => _cancellation.Signal.OnCanceled(action);

    /// <summary>Ends a call that is to go no further.</summary>
    /// <exception cref="OperationCanceledException">The call ended before its completion.</exception>
    /// <exception cref="MiniMaxBudgetException">The call has passed the spend limit.</exception>
    public void ThrowIfEnded()
    {
        if (IsCanceled)
            throw _cancellation.Signal.CreateException();
        _budget?.ThrowIfStopped();
    }

    /// <summary>Records a chunk.</summary>
    public void Add(ChatCompletionChunk chunk)
    {
        _usage?.Add(chunk);
        _budget?.Add(chunk);
        _telemetry?.Add(chunk, _cancellation.Elapsed);
    }

    /// <summary>Records the end of a stream.</summary>
    /// <exception cref="OperationCanceledException">The caller or the disposal of the client ended it.</exception>
    public void CompleteStream()
    {
        if (IsCanceled && _cancellation.End != CallEnd.Timeout)
            throw _cancellation.Signal.CreateException();
        _budget?.Complete();
        _telemetry?.Complete();
    }

    /// <summary>Records and maps a failure that ends the call.</summary>
    public Exception Fail(Exception failure)
    {
        // The attempt that was in progress at the end knows what has arrived.
        AttemptRecord? last = Attempts.LastOrDefault(static attempt => attempt.IsAbandoned);
        Exception mapped = ExceptionMapper.MapCall(
            failure, _cancellation, _state.Adapter.Name, last?.Arrived ?? "nothing");
        if (mapped is MiniMaxException error)
        {
            error.Complete(_state.Adapter.Name, last?.Info?.RequestId, last?.Info?.StatusCode);
            error.Complete(_log.Attempts);
        }

        _telemetry?.Fail(mapped);
        return mapped;
    }

    /// <summary>Charges the cost of a call whose stream is abandoned.</summary>
    public void Charge() => _budget?.Dispose();

    /// <summary>Ends the call, before its caller sees the response or the failure.</summary>
    public void Dispose()
    {
        _cancellation.Dispose();
        ReleaseMessage();
        // A pipeline of the app may have begun attempts that it does not wait for.
        foreach (AttemptRecord attempt in Attempts)
            attempt.Cancel(nameof(OperationCanceledException));
        _budget?.Dispose();
        _telemetry?.End(_cancellation.Elapsed);
    }

    private AttemptRecord[] Attempts
    {
        get
        {
            lock (_attempts)
                return [.. _attempts];
        }
    }

    private ValueTask<T> ExecuteAsync<T>(
        Func<IBufferWriter<byte>, ProviderRequest> write, string accept, Func<HttpAttempt, ValueTask<T>> use)
    {
        ThrowIfEnded();
        _message = new(write, accept, _options, _state);
        _telemetry?.Secrets = _message.Secrets;
        _budget?.BeginRequest(_message.Length);
        _state.WarnOfTimeout();
        return _state.Pipeline.ExecuteAsync(
            (lease, token) => use(new(_state, GetMessage(), BeginAttempt(lease, token), _hasOneChoice)),
            GetTimeLeft,
            _cancellation.Signal);
    }

    private AttemptRecord BeginAttempt(LimiterLease? lease, CancellationToken pipeline)
    {
        // The attempts before may have spent the rest of the limit.
        _budget?.ThrowIfStopped();
        AttemptRecord attempt;
        lock (_attempts)
        {
            // A pipeline of the app may begin one when another has succeeded already.
            if (_cancellation.HasEnded)
                throw _cancellation.Signal.CreateException();
            long end = _attempts.Max(static attempt => attempt.EndTimestamp) ?? _cancellation.StartTimestamp;
            attempt = new(_state, _cancellation, _log, _state.Clock.GetElapsedTime(end))
            {
                Lease = lease,
                Options = _options,
                Price = _price,
                Budget = _budget,
                Telemetry = _telemetry,
                Secrets = GetMessage().Secrets,
            };
            _attempts.Add(attempt);
        }

        if (pipeline != _cancellation.Signal.Token)
            attempt.CancelWith(pipeline);
        return attempt;
    }

    private void CancelAttempts(CallEnd end)
    {
        string error = end switch
        {
            CallEnd.Disposed => nameof(ObjectDisposedException),
            CallEnd.Timeout => nameof(MiniMaxTimeoutException),
            _ => nameof(OperationCanceledException),
        };
        foreach (AttemptRecord attempt in Attempts)
            attempt.Cancel(error);
    }

    private ProviderMessage GetMessage() => Volatile.Read(ref _message) ?? throw _cancellation.Signal.CreateException();

    private TimeSpan GetTimeLeft()
    {
        TimeSpan own = _cancellation.TimeLeft;
        return _options?.TimeLeft?.Invoke() is { } around && around < own ? around : own;
    }

    /// <summary>Releases the request, which lives no longer than its attempts.</summary>
    private void ReleaseMessage() => Interlocked.Exchange(ref _message, null)?.Dispose();
}
