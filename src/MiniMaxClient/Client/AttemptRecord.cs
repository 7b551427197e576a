using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>One attempt as its call sees it: what cancels it, and what it reports.</summary>
internal sealed class AttemptRecord
{
    private const long NotEnded = long.MinValue;
    private readonly ClientState _state;
    private readonly CallCancellation _call;
    private readonly AttemptLog _log;
    private readonly int _place;
    private readonly long _start;
    private CancellationTokenRegistration _pipelineEnd;
    private long _end = NotEnded;

    /// <param name="state">The client.</param>
    /// <param name="call">The end of the call.</param>
    /// <param name="log">The attempts of the call.</param>
    /// <param name="delay">How long the attempt has waited.</param>
    public AttemptRecord(ClientState state, CallCancellation call, AttemptLog log, TimeSpan delay)
    {
        _state = state;
        _call = call;
        _log = log;
        _start = state.Clock.GetTimestamp();
        _place = log.Add(new() { Provider = state.Adapter.Name, Delay = delay });
    }

    /// <summary>The permission to send, which ends with the attempt; null where none is needed.</summary>
    public LimiterLease? Lease { get; init; }

    public RequestOptions? Options { get; init; }

    public ModelPrice? Price { get; init; }

    public CallBudget? Budget { get; init; }

    public CallTelemetry? Telemetry { get; init; }

    /// <summary>The secrets of the client and of the call.</summary>
    public required KnownSecrets Secrets { get; init; }

    /// <summary>Cancels the attempt.</summary>
    public CancellationSignal Signal { get; } = new();

    public CallerTokens Caller => _call.Caller;

    /// <summary>The call as the response began; null before the headers.</summary>
    public CallInfo? Info { get; private set; }

    /// <summary>The timestamp of the attempt's end; null before it.</summary>
    public long? EndTimestamp => Volatile.Read(ref _end) is var end and not NotEnded ? end : null;

    /// <summary>Whether the attempt was in progress when its call ended.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The number of chunks that have arrived.</summary>
    public int Chunks { get; private set; }

    /// <summary>Describes what has arrived of the response.</summary>
    public string Arrived => (Info, Chunks) switch
    {
        (null, _) => "nothing",
        (_, 0) => "the headers",
        (_, 1) => "the headers and 1 chunk",
        _ => $"the headers and {Chunks} chunks",
    };

    private TimeSpan Elapsed => _state.Clock.GetElapsedTime(_start);

    /// <summary>Cancels the attempt with a token of the pipeline, which holds until the first chunk.</summary>
    public void CancelWith(CancellationToken token) =>
        _pipelineEnd = token.Register(static signal => ((CancellationSignal)signal!).Cancel(), Signal);

    /// <summary>Records the headers of the response.</summary>
    public void AddHeaders(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string? requestId = Redaction.Word(_state.Adapter.GetRequestId(response.Headers), Secrets);
        _log.MarkHeaders(_place, status, requestId, Elapsed);
        Info = new()
        {
            Provider = _state.Adapter.Name,
            RequestId = requestId,
            ClientRequestId = Options?.ClientRequestId,
            StatusCode = status,
            Headers = response.Headers,
            TimeToHeaders = _call.Elapsed,
            Price = Price,
            Log = _log,
        };
    }

    /// <summary>Records a chunk.</summary>
    public void Add(ChatCompletionChunk chunk)
    {
        Chunks++;
        chunk.Call = Info;
    }

    /// <summary>Records that the stream is open: the pipeline has its result.</summary>
    public void Open()
    {
        Info!.MarkChunk(_call.Elapsed);
        _pipelineEnd.Dispose();
    }

    /// <summary>Records the failure of the attempt.</summary>
    public void Fail(Exception failure)
    {
        if (failure is MiniMaxException error)
        {
            error.Complete(_state.Adapter.Name, Info?.RequestId, Info?.StatusCode);
            if (error.Billed is { } billed)
                Budget?.AddFailure(billed with { Call = Info });
            error.Billed = null;
        }

        // A cancellation is recorded by its reason, where the call knows one.
        AddError(Diagnostics.Telemetry.NameOf(failure), isKnown: failure is not OperationCanceledException);
    }

    /// <summary>Cancels the attempt at a call that has ended, and records it at once: the response may never notice.</summary>
    public void Cancel(string error)
    {
        if (EndTimestamp is not null)
            return;
        IsAbandoned = true;
        AddError(error, isKnown: false);
        End();
        try
        {
            Lease?.Dispose();
        }
        catch (Exception)
        {
            // It would end the thread of a timer, or keep other calls from being canceled.
        }

        Signal.Cancel();
    }

    private void End()
    {
        if (Interlocked.CompareExchange(ref _end, _state.Clock.GetTimestamp(), NotEnded) == NotEnded)
            Telemetry?.Add(_log[_place]);
    }

    /// <summary>Ends the attempt after the release of its response.</summary>
    public void Complete()
    {
        _pipelineEnd.Dispose();
        Info?.MarkEnd(_call.Elapsed);
        try
        {
            Lease?.Dispose();
        }
        finally
        {
            End();
        }
    }

    private void AddError(string error, bool isKnown) =>
        _log.MarkFailure(_place, error, isKnown, Info is null ? Elapsed : null);
}
