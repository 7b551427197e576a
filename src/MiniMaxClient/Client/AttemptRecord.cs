using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>Represents the state of an attempt that its call controls: cancellation, limiter lease, status, durations.</summary>
internal sealed class AttemptRecord
{
    private const long NotEnded = long.MinValue;
    private readonly ClientState _state;
    private readonly CallCancellation _callCancellation;
    private readonly AttemptLog _attemptLog;
    private readonly int _logIndex;
    private readonly long _startTimestamp;
    private CancellationTokenRegistration _pipelineCancellation;
    private long _endTimestamp = NotEnded;

    /// <param name="state">The client.</param>
    /// <param name="callCancellation">The cancellation of the call.</param>
    /// <param name="attemptLog">The log of the call's attempts.</param>
    /// <param name="delay">The time between the end of the previous attempt, or the start of the call, and this attempt.</param>
    public AttemptRecord(ClientState state, CallCancellation callCancellation, AttemptLog attemptLog, TimeSpan delay)
    {
        _state = state;
        _callCancellation = callCancellation;
        _attemptLog = attemptLog;
        _startTimestamp = state.Clock.GetTimestamp();
        _logIndex = attemptLog.AddAttempt(new() { Provider = state.Adapter.Name, Delay = delay });
    }

    /// <summary>The lease of the limiter, which is released at the end of the attempt; null if there is no limiter.</summary>
    public LimiterLease? Lease { get; init; }

    public RequestOptions? Options { get; init; }

    public ModelPrice? Price { get; init; }

    /// <summary>Whether the request set the service tier <c>priority</c>.</summary>
    public bool IsPriorityRequested { get; init; }

    public CallCostRecorder? Budget { get; init; }

    public CallTelemetry? Telemetry { get; init; }

    /// <summary>The secrets of the client and of the call.</summary>
    public required KnownSecrets Secrets { get; init; }

    /// <summary>Cancels the attempt.</summary>
    public CancellationSignal Signal { get; } = new();

    public CallerCancellationTokens Caller => _callCancellation.CallerTokens;

    /// <summary>The status, headers and durations of the response; null before its headers arrive.</summary>
    public CallInfo? Info { get; private set; }

    /// <summary>The timestamp of the end of the attempt; null while it is in progress.</summary>
    public long? EndTimestamp => Volatile.Read(ref _endTimestamp) is var end and not NotEnded ? end : null;

    /// <summary>Whether the attempt was in progress when its call ended.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The number of chunks received.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>Describes the part of the response received so far, for the message of an exception.</summary>
    public string ReceivedDescription => (Info, ChunkCount) switch
    {
        (null, _) => "nothing",
        (_, 0) => "the headers",
        (_, 1) => "the headers and 1 chunk",
        _ => $"the headers and {ChunkCount} chunks",
    };

    private TimeSpan Elapsed => _state.Clock.GetElapsedTime(_startTimestamp);

    /// <summary>Cancels the attempt with a token of the pipeline, until the first chunk.</summary>
    public void RegisterPipelineCancellation(CancellationToken token) =>
        _pipelineCancellation = token.Register(static signal => ((CancellationSignal)signal!).Cancel(), Signal);

    /// <summary>Records that the request is sent.</summary>
    public void RecordSent() => Lease?.ModelLease?.RecordSent();

    /// <summary>Records the headers of the response.</summary>
    public void RecordHeaders(HttpResponseMessage response)
    {
        Lease?.ModelLease?.RecordHeaders(response.Headers, _state.Clock.GetUtcNow());
        int status = (int)response.StatusCode;
        string? requestId = Redaction.RedactWord(_state.Adapter.GetRequestId(response.Headers), Secrets);
        _attemptLog.RecordHeaders(_logIndex, status, requestId, Elapsed);
        Info = new()
        {
            Provider = _state.Adapter.Name,
            RequestId = requestId,
            ClientRequestId = Options?.ClientRequestId,
            StatusCode = status,
            Headers = response.Headers,
            TimeToHeaders = _callCancellation.Elapsed,
            Price = Price,
            IsPriorityRequested = IsPriorityRequested,
            AttemptLog = _attemptLog,
        };
    }

    public void CountChunk(ChatCompletionChunk chunk)
    {
        if (chunk.Usage is { } usage)
            RecordUsage(usage);
        ChunkCount++;
        chunk.Call = Info;
    }

    /// <summary>Records that the stream is open, so that the pipeline has its result.</summary>
    public void RecordStreamOpened()
    {
        Info!.RecordFirstChunk(_callCancellation.Elapsed);
        _pipelineCancellation.Dispose();
    }

    /// <summary>Records the usage that a completion or chunk reports.</summary>
    public void RecordUsage(Usage? usage) => Lease?.ModelLease?.RecordUsage(usage);

    /// <summary>Records that the response is complete.</summary>
    public void RecordSuccess() => Lease?.ModelLease?.RecordSuccess();

    /// <summary>Records the failure of the attempt.</summary>
    public void RecordFailure(Exception failure)
    {
        if (failure is MiniMaxException error)
        {
            error.SetContext(_state.Adapter.Name, Info?.RequestId, Info?.StatusCode);
            if (ErrorClassifier.IsProviderError(error))
                Budget?.RecordProviderError(Info);
            RecordUsage(error.BilledCompletion?.Usage);
            Lease?.ModelLease?.RecordFailure(error);
            if (error.BilledCompletion is { } billed)
                Budget?.RecordFailureCost(billed with { Call = Info });
            error.BilledCompletion = null;
        }

        // If the call was canceled, CancelAttempt records the reason instead.
        RecordErrorType(Diagnostics.Telemetry.GetErrorName(failure), isKnown: failure is not OperationCanceledException);
    }

    /// <summary>Cancels the attempt of a call that has ended, and records its end without waiting for the response.</summary>
    public void CancelAttempt(string errorType)
    {
        if (EndTimestamp is not null)
            return;
        IsAbandoned = true;
        RecordErrorType(errorType, isKnown: false);
        RecordEnd();
        try
        {
            Lease?.Dispose();
        }
        catch (Exception)
        {
            // Thrown on the thread of a timer, it would end the process or prevent the cancellation of other calls.
        }

        Signal.Cancel();
    }

    /// <summary>Ends the attempt after its response was released.</summary>
    public void CompleteAttempt()
    {
        _pipelineCancellation.Dispose();
        Info?.RecordDuration(_callCancellation.Elapsed);
        try
        {
            Lease?.Dispose();
        }
        finally
        {
            RecordEnd();
        }
    }

    private void RecordEnd()
    {
        if (Interlocked.CompareExchange(ref _endTimestamp, _state.Clock.GetTimestamp(), NotEnded) == NotEnded)
            Telemetry?.RecordAttempt(_attemptLog[_logIndex]);
    }

    private void RecordErrorType(string errorType, bool isKnown) =>
        _attemptLog.RecordFailure(_logIndex, errorType, isKnown, Info is null ? Elapsed : null);
}
