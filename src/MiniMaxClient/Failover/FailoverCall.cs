using MiniMaxClient.Client;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>One call over several providers: its end, its attempts and the response of the provider that succeeded.</summary>
internal sealed class FailoverCall : IAsyncDisposable
{
    private readonly FailoverState _state;
    private readonly ChatCompletionRequest _request;
    private readonly AttemptLog _log;
    private readonly FailoverTelemetry? _telemetry;
    private readonly CallCancellation _cancellation;
    private readonly List<MemberCall> _members = [];
    private StartedStream? _stream;
    private Task<bool>? _move;

    /// <param name="state">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="caller">The caller's tokens.</param>
    public FailoverCall(FailoverState state, ChatCompletionRequest request, CallerTokens caller)
    {
        _state = state;
        _log = request.Options?.Log ?? new();
        _telemetry = FailoverTelemetry.Begin(request.Model);
        TimeSpan? own = request.Options?.Timeout;
        _cancellation = new(
            state.Options.TimeProvider,
            own ?? state.Options.Timeout,
            caller,
            static (call, _) => ((FailoverCall)call).CancelMembers(),
            this,
            state.Closing);
        // A timeout of the request bounds the whole call, and so none of the calls that it is made of.
        _request = request with
        {
            Options = (request.Options ?? new()) with
            {
                Log = _log,
                Timeout = own is null ? null : Timeout.InfiniteTimeSpan,
                TimeLeft = () => _cancellation.TimeLeft,
            },
        };
    }

    /// <summary>The current chunk of the stream.</summary>
    public ChatCompletionChunk Current => _stream!.Current;

    /// <summary>Sends the request and reads the completion.</summary>
    public async Task<ChatCompletion> CompleteAsync()
    {
        try
        {
            return await ExecuteAsync((member, _) => member.Client.CompleteAsync(_request, member.Token)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ExceptionMapper.Throw(Fail(e));
            throw;
        }
    }

    /// <summary>Moves to the next chunk; the first move sends the request.</summary>
    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            _cancellation.Signal.ThrowIfCanceled();
            _stream ??= await OpenStreamAsync().ConfigureAwait(false);
            ValueTask<bool> moving = _stream.MoveNextAsync();
            // A client of the app may ignore its token.
            return moving.IsCompleted || _members.TrueForAll(static member => member.IsOwn)
                ? await moving.ConfigureAwait(false)
                : await _cancellation.Signal.WaitAsync(_move = moving.AsTask()).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ExceptionMapper.Throw(Fail(e));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_stream is not null && _move is { IsCompleted: false })
                _ = CancellationSignal.DisposeAfterAsync(_move, _stream);
            else if (_stream is not null)
                await _cancellation.Signal.WaitForDisposalAsync(_stream).ConfigureAwait(false);
        }
        finally
        {
            _cancellation.Dispose();
            _telemetry?.End();
        }
    }

    private Task<StartedStream> OpenStreamAsync()
    {
        bool isHedged = _state.Options.HedgeAfter is not null;
        return ExecuteAsync((member, onChunk) => StartedStream.StartAsync(
            member.Client.StreamAsync(_request, member.Token), isHedged, onChunk, member.Token));
    }

    private Task<T> ExecuteAsync<T>(Func<MemberCall, Action, Task<T>> start)
        where T : notnull =>
        new HedgedExecution<T>(_state, _request.Model, BeginMember, start, _telemetry, _cancellation.Signal).RunAsync();

    private MemberCall BeginMember(int place)
    {
        var member = new MemberCall(place, _state.Clients[place]);
        lock (_members)
        {
            // The members that are to be canceled may have been counted already.
            if (_cancellation.HasEnded)
                throw _cancellation.Signal.CreateException();
            _members.Add(member);
        }

        return member;
    }

    private void CancelMembers()
    {
        MemberCall[] members;
        lock (_members)
            members = [.. _members];
        foreach (MemberCall member in members)
            member.Cancel();
    }

    private Exception Fail(Exception failure)
    {
        Exception mapped = ExceptionMapper.MapEnd(failure, _cancellation, typeof(FailoverChatCompletionsClient)) ?? failure;
        if (mapped is OperationCanceledException && _cancellation.End == CallEnd.Timeout)
        {
            mapped = ErrorFactory.Timeout(
                _log.Last?.Provider ?? _state.GetName(0),
                TimeoutKind.Total,
                _cancellation.Timeout,
                _stream is null ? "nothing" : "a part of the response",
                failure);
        }

        // A client of the app records nothing here, and its exception has its own attempts.
        if (_log.Last is not null)
            (mapped as MiniMaxException)?.Complete(_log.Attempts);
        _telemetry?.Fail(mapped);
        return mapped;
    }
}
