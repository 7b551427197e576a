using MiniMaxClient.Client;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>Represents one call over several providers: its cancellation, its attempt log and its response.</summary>
internal sealed class FailoverCall : IAsyncDisposable
{
    private readonly FailoverState _state;
    private readonly ChatCompletionRequest _request;
    private readonly AttemptLog _attemptLog;
    private readonly FailoverFailures _failures;
    private readonly FailoverTelemetry? _telemetry;
    private readonly CallCancellation _cancellation;
    private readonly List<FailoverMemberCall> _providerCalls = [];
    private PrefetchedStream? _stream;
    private Task<bool>? _pendingMove;

    /// <param name="state">The state of the client.</param>
    /// <param name="request">The request.</param>
    /// <param name="caller">The caller's tokens.</param>
    public FailoverCall(FailoverState state, ChatCompletionRequest request, CallerCancellationTokens caller)
    {
        _state = state;
        _attemptLog = request.Options?.AttemptLog ?? new();
        _failures = new(state, request.Model);
        _telemetry = FailoverTelemetry.StartIfEnabled(request.Model);
        TimeSpan? requestTimeout = request.Options?.Timeout;
        _cancellation = new(
            state.Options.TimeProvider,
            requestTimeout ?? state.Options.Timeout,
            caller,
            static (call, _) => ((FailoverCall)call).CancelProviderCalls(),
            this,
            state.DisposalToken);
        // A timeout of the request bounds the call over all providers, not the call to each of them.
        _request = request with
        {
            Options = (request.Options ?? new()) with
            {
                AttemptLog = _attemptLog,
                Timeout = requestTimeout is null ? null : Timeout.InfiniteTimeSpan,
                RemainingTime = () => _cancellation.RemainingTime,
            },
        };
    }

    /// <summary>Gets the current chunk of the stream.</summary>
    public ChatCompletionChunk Current => _stream!.Current;

    /// <summary>Sends the request and reads the completion.</summary>
    public async Task<ChatCompletion> CompleteAsync()
    {
        try
        {
            return await ExecuteHedgedAsync((member, _) => member.Client.CompleteAsync(_request, member.Token))
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ExceptionMapper.Rethrow(MapAndRecordFailoverFailure(e));
            throw;
        }
    }

    /// <summary>Moves to the next chunk; the first move sends the request.</summary>
    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            _cancellation.Signal.ThrowIfCanceled();
            _stream ??= await OpenProviderStreamAsync().ConfigureAwait(false);
            ValueTask<bool> move = _stream.MoveNextAsync();
            // A client of the app may ignore its token.
            return move.IsCompleted || _providerCalls.TrueForAll(static member => member.IsLibraryClient)
                ? await move.ConfigureAwait(false)
                : await _cancellation.Signal.WaitAsync(_pendingMove = move.AsTask()).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ExceptionMapper.Rethrow(MapAndRecordFailoverFailure(e));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_stream is not null && _pendingMove is { IsCompleted: false })
                _ = CancellationSignal.DisposeAfterCompletionAsync(_pendingMove, _stream);
            else if (_stream is not null)
                await _cancellation.Signal.DisposeOrAbandonAsync(_stream).ConfigureAwait(false);
        }
        finally
        {
            _cancellation.Dispose();
            _telemetry?.EndSpan();
        }
    }

    private Task<PrefetchedStream> OpenProviderStreamAsync()
    {
        bool isHedged = _state.Options.HedgeAfter is not null;
        return ExecuteHedgedAsync((member, onChunk) => PrefetchedStream.PrefetchAsync(
            member.Client.StreamAsync(_request, member.Token), isHedged, onChunk, member.Token));
    }

    private Task<T> ExecuteHedgedAsync<T>(Func<FailoverMemberCall, Action, Task<T>> startCall)
        where T : notnull =>
        new HedgedExecution<T>(
            _state,
            _state.ResolveModels(_request),
            CreateProviderCall,
            startCall,
            _failures,
            _telemetry,
            _cancellation.Signal).ExecuteAsync();

    private FailoverMemberCall CreateProviderCall(int clientIndex)
    {
        var member = new FailoverMemberCall(clientIndex, _state.Clients[clientIndex]);
        lock (_providerCalls)
        {
            // CancelProviderCalls may have copied the list already.
            if (_cancellation.HasEnded)
                throw _cancellation.Signal.CreateCanceledException();
            _providerCalls.Add(member);
        }

        return member;
    }

    private void CancelProviderCalls()
    {
        FailoverMemberCall[] members;
        lock (_providerCalls)
            members = [.. _providerCalls];
        foreach (FailoverMemberCall member in members)
            member.CancelProviderCall();
    }

    private Exception MapAndRecordFailoverFailure(Exception failure)
    {
        Exception mapped = ExceptionMapper.MapCancellation(failure, _cancellation, typeof(FailoverChatCompletionsClient))
            ?? failure;
        if (mapped is OperationCanceledException && _cancellation.EndReason == CallEndReason.TotalTimeout)
        {
            mapped = ErrorFactory.Timeout(
                _attemptLog.LastAttempt?.Provider ?? _state.GetProviderName(0),
                TimeoutKind.Total,
                _cancellation.Timeout,
                _stream is null ? "nothing" : "a part of the response",
                failure);
        }

        // A client of the app does not write into this log; its exception has its own attempts.
        if (_attemptLog.LastAttempt is not null)
            (mapped as MiniMaxException)?.SetAttempts(_attemptLog.Attempts);
        if (_cancellation.EndReason is not (CallEndReason.CanceledByCaller or CallEndReason.ClientDisposed))
            _failures.ReportFailure(mapped);
        _telemetry?.SetSpanError(mapped);
        return mapped;
    }
}
