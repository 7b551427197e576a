using System.Buffers;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>Represents one call: its total timeout and cancellation, its attempts, its budget and its telemetry.</summary>
internal sealed class ChatCall : IDisposable
{
    private readonly ClientState _state;
    private readonly string _model;
    private readonly RequestOptions? _options;
    private readonly ModelPrice? _price;
    private readonly AttemptLog _attemptLog;
    private readonly bool _hasOneChoice;
    private readonly bool _isPriorityRequested;
    private readonly List<AttemptRecord> _attempts = new(1);
    private readonly StreamUsage? _streamUsage;
    private readonly CallTokens? _tokens;
    private readonly CallCostRecorder? _budget;
    private readonly CallTelemetry? _telemetry;
    private readonly CallCancellation _cancellation;
    private PreparedHttpRequest? _preparedRequest;
    private bool _isStreamOpened;

    /// <remarks>Must run within an async method: the span is <c>Activity.Current</c> until that method returns.</remarks>
    /// <param name="state">The client.</param>
    /// <param name="operation">The name of the operation, a constant of <see cref="CallTelemetry"/>.</param>
    /// <param name="request">The request; null for a model list.</param>
    /// <param name="caller">The caller's tokens.</param>
    /// <param name="isStream">Whether the response is streamed.</param>
    /// <exception cref="MiniMaxBudgetException">The spend limit rejects the call.</exception>
    public ChatCall(
        ClientState state,
        string operation,
        ChatCompletionRequest? request,
        CallerCancellationTokens caller,
        bool isStream = false)
    {
        _state = state;
        _model = request is null ? operation : state.Adapter.MapModel(request.Model);
        _hasOneChoice = request?.N is null or 1;
        _isPriorityRequested = request?.IsPriorityRequested == true;
        _options = request?.Options;
        _attemptLog = _options?.AttemptLog ?? new();
        bool hasTelemetry = CallTelemetry.IsEnabled(state);
        if (operation == CallTelemetry.ChatOperation)
        {
            _price = state.FindPrice(request!.Model);
            _streamUsage = isStream && (state.Options.SpendLimit is not null || hasTelemetry) ? new() : null;
            if (state.Options.SpendLimit is not null || state.Options.Resilience.RateLimiter is ModelRateLimiter)
                _tokens = new(state.TokenEstimator.GetModel(_model), request);
            ModelPrice? estimatePrice = _isPriorityRequested ? _price?.ToPriorityPrice() : _price;
            if (state.Options.SpendLimit is { } limit)
                _budget = new(limit, state.Adapter, request, estimatePrice, _streamUsage, _tokens!, state.WarnAboutUnknownCost);
        }

        _telemetry = hasTelemetry ? new(state, operation, request, isStream, _streamUsage) : null;
        _cancellation = new(
            state.Clock,
            _options?.Timeout ?? state.Options.Timeout,
            caller,
            static (call, reason) => ((ChatCall)call).CancelAttempts(reason),
            this,
            state.DisposalToken);
    }

    private int MaxRetryAttempts => _options?.MaxRetryAttempts ?? _state.Options.Resilience.MaxRetryAttempts;

    public bool IsCanceled => _cancellation.IsCanceled;

    /// <summary>Sends the request and reads the completion.</summary>
    public async ValueTask<ChatCompletion> CompleteAsync(ChatCompletionRequest request)
    {
        try
        {
            _state.Warnings.CheckRequest(request);
            ChatCompletion completion = await ExecutePipelineAsync(
                body => _state.Adapter.WriteRequest(request, stream: false, body),
                "application/json",
                static attempt => attempt.GetCompletionAsync()).ConfigureAwait(false);
            CheckResponseModel(request, completion.Model);
            _tokens?.RecordCompletion(completion);
            _budget?.RecordCompletion(completion);
            _tokens?.Learn();
            _telemetry?.RecordCompletion(completion);
            return completion;
        }
        catch (Exception e)
        {
            ExceptionMapper.Rethrow(MapAndRecordCallFailure(e));
            throw;
        }
    }

    /// <summary>Sends the request and reads a response other than a completion.</summary>
    public async ValueTask<T> ExecuteRequestAsync<T>(
        Func<IBufferWriter<byte>, ProviderRequest> writeRequest, Func<ProviderResponse, T> readResponse)
    {
        try
        {
            T response = await ExecutePipelineAsync(
                writeRequest, "application/json", attempt => attempt.GetResponseAsync(readResponse)).ConfigureAwait(false);
            _telemetry?.RecordSuccess();
            return response;
        }
        catch (Exception e)
        {
            ExceptionMapper.Rethrow(MapAndRecordCallFailure(e));
            throw;
        }
    }

    /// <summary>Sends the request and opens the stream, up to its first chunk.</summary>
    public async ValueTask<HttpAttempt> OpenStreamAsync(ChatCompletionRequest request)
    {
        _state.Warnings.CheckRequest(request);
        return await ExecutePipelineAsync(
            body => _state.Adapter.WriteRequest(request, stream: true, body),
            "text/event-stream",
            static attempt => attempt.OpenChunkStreamAsync()).ConfigureAwait(false);
    }

    /// <summary>Records that a stream has opened; no attempt follows.</summary>
    public void RecordStreamOpened(ChatCompletionRequest request, string? responseModel)
    {
        _isStreamOpened = true;
        CheckResponseModel(request, responseModel);
        DisposePreparedRequest();
    }

    public void RegisterCancellationCallback(Action callback) => _cancellation.Signal.RegisterCallback(callback);

    /// <summary>Throws if the call was canceled or its spend limit is exceeded.</summary>
    public void ThrowIfEnded()
    {
        if (IsCanceled)
            throw _cancellation.Signal.CreateCanceledException();
        _budget?.ThrowIfLimitExceeded();
    }

    public void RecordChunk(ChatCompletionChunk chunk)
    {
        _streamUsage?.AddChunkUsage(chunk);
        long characters = _tokens?.RecordChunk(chunk) ?? 0;
        _budget?.RecordChunk(chunk, characters);
        _telemetry?.RecordChunk(chunk, _cancellation.Elapsed);
    }

    /// <summary>Records the end of a stream.</summary>
    public void CompleteStream()
    {
        if (IsCanceled && _cancellation.EndReason != CallEndReason.TotalTimeout)
            throw _cancellation.Signal.CreateCanceledException();
        _budget?.RecordFinalCost();
        _tokens?.Learn();
        _telemetry?.RecordSuccess();
    }

    /// <summary>Records and maps a failure that ends the call.</summary>
    public Exception MapAndRecordCallFailure(Exception failure)
    {
        Uri? address = _preparedRequest?.Uri ?? _state.ServerUri;
        // The attempt in progress at the end of the call describes the data received.
        AttemptRecord? abandoned = AttemptsSnapshot.LastOrDefault(static attempt => attempt.IsAbandoned);
        Exception mapped = ExceptionMapper.MapCallFailure(
            failure, _cancellation, _state.Adapter.Name, abandoned?.ReceivedDescription ?? "nothing");
        if (mapped is MiniMaxException error)
        {
            error.SetContext(_state.Adapter.Name, abandoned?.Info?.RequestId, abandoned?.Info?.StatusCode);
            error.SetAttempts(_attemptLog.Attempts);
            error.SetRequest(_model, address);
            error.SetStopReason(ExceptionMapper.FindStopReason(error, _isStreamOpened) ?? error.StopReason);
        }

        _telemetry?.RecordCallError(mapped);
        new CallFailureLog(_state, _model, address?.Authority, _preparedRequest?.Secrets ?? _state.Secrets).Write(
            mapped, _cancellation, AttemptsSnapshot.Length, MaxRetryAttempts, isPartOfFailover: _options?.AttemptLog is not null);
        return mapped;
    }

    /// <summary>Charges the cost of a call whose stream was abandoned.</summary>
    public void ChargeAbandonedStream() => _budget?.Dispose();

    /// <summary>Ends the call. Runs before the caller receives the response or the exception.</summary>
    public void Dispose()
    {
        _cancellation.Dispose();
        DisposePreparedRequest();
        // The app's pipeline may have started attempts that it does not await.
        foreach (AttemptRecord attempt in AttemptsSnapshot)
            attempt.CancelAttempt(nameof(OperationCanceledException));
        _budget?.Dispose();
        _telemetry?.EndCall(_cancellation.Elapsed);
    }

    private AttemptRecord[] AttemptsSnapshot
    {
        get
        {
            lock (_attempts)
                return [.. _attempts];
        }
    }

    private ValueTask<T> ExecutePipelineAsync<T>(
        Func<IBufferWriter<byte>, ProviderRequest> writeRequest,
        string acceptedMediaType,
        Func<HttpAttempt, ValueTask<T>> executeAttempt)
    {
        ThrowIfEnded();
        _preparedRequest = new(writeRequest, acceptedMediaType, _options, _state);
        _telemetry?.Secrets = _preparedRequest.Secrets;
        _tokens?.RecordBodyLength(_preparedRequest.BodyLength);
        _state.WarnAboutHttpClientTimeout();
        ApiKeySelection? keys = _preparedRequest.KeySource is { } source
            ? new(_state.Adapter.Name, source, _state.Clock, _cancellation.Signal.WaitAsync)
            : null;
        var call = new PipelineCall
        {
            Signal = _cancellation.Signal,
            GetRemainingTime = GetRemainingTime,
            MaxRetryAttempts = MaxRetryAttempts,
            Keys = keys,
            Reservation = _tokens is null ? null : new(_state.Adapter.Name, _model, _tokens.ReservedTokens),
            Model = _model,
            Address = _preparedRequest.Uri,
            Secrets = _preparedRequest.Secrets,
            EnableSensitiveData = _state.Options.EnableSensitiveData,
        };
        return _state.Pipeline.ExecuteAsync<T>(call, keys is null
            ? (lease, token) => executeAttempt(CreateAttempt(GetPreparedRequest(), lease, token))
            : async (lease, token) => await keys.ExecuteAttemptAsync(
                await keys.GetKeyAsync(token).ConfigureAwait(false),
                key => executeAttempt(CreateAttempt(GetPreparedRequest().WithKey(key), lease, token))).ConfigureAwait(false));
    }

    private HttpAttempt CreateAttempt(PreparedHttpRequest request, LimiterLease? lease, CancellationToken pipelineToken) =>
        new(_state, request, BeginAttempt(lease, pipelineToken), _hasOneChoice);

    private AttemptRecord BeginAttempt(LimiterLease? lease, CancellationToken pipelineToken)
    {
        // Previous attempts may have exhausted the limit.
        _budget?.ThrowIfLimitExceeded();
        AttemptRecord attempt;
        lock (_attempts)
        {
            // The app's pipeline may start an attempt after another one has succeeded.
            if (_cancellation.HasEnded)
                throw _cancellation.Signal.CreateCanceledException();
            long previousEnd = _attempts.Max(static attempt => attempt.EndTimestamp) ?? _cancellation.StartTimestamp;
            attempt = new(_state, _cancellation, _attemptLog, delay: _state.Clock.GetElapsedTime(previousEnd))
            {
                Lease = lease,
                Options = _options,
                Price = _price,
                IsPriorityRequested = _isPriorityRequested,
                Budget = _budget,
                Telemetry = _telemetry,
                Secrets = GetPreparedRequest().Secrets,
            };
            _attempts.Add(attempt);
        }

        if (pipelineToken != _cancellation.Signal.Token)
            attempt.RegisterPipelineCancellation(pipelineToken);
        return attempt;
    }

    private void CancelAttempts(CallEndReason reason)
    {
        foreach (AttemptRecord attempt in AttemptsSnapshot)
        {
            attempt.CancelAttempt(reason switch
            {
                CallEndReason.ClientDisposed => nameof(ObjectDisposedException),
                CallEndReason.TotalTimeout => nameof(MiniMaxTimeoutException),
                _ => nameof(OperationCanceledException),
            });
        }
    }

    private PreparedHttpRequest GetPreparedRequest() =>
        Volatile.Read(ref _preparedRequest) ?? throw _cancellation.Signal.CreateCanceledException();

    private void CheckResponseModel(ChatCompletionRequest request, string? responseModel) =>
        _state.Warnings.CheckResponse(request.Model, responseModel, _preparedRequest?.Secrets ?? _state.Secrets);

    private TimeSpan GetRemainingTime()
    {
        TimeSpan remaining = _cancellation.RemainingTime;
        return _options?.RemainingTime?.Invoke() is { } outerRemaining && outerRemaining < remaining ? outerRemaining : remaining;
    }

    /// <summary>Releases the body of the request; no attempt sends it after this.</summary>
    private void DisposePreparedRequest() => Interlocked.Exchange(ref _preparedRequest, null)?.Dispose();
}
