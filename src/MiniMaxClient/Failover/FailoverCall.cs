using MiniMaxClient.Client;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>One call to several providers, to the end of the answer.</summary>
internal sealed class FailoverCall : IStreamedCall
{
    private readonly FailoverState _state;
    private readonly ChatCompletionRequest _request;
    private readonly AttemptLog _log;
    private readonly CallerTokens _caller;
    private readonly TimeSpan _limit;
    private readonly long _start;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private StartedStream? _stream;
    private CancellationTokenSource? _winner;
    private FailoverTelemetry? _telemetry;

    public FailoverCall(FailoverState state, ChatCompletionRequest request, CallerTokens caller)
    {
        _state = state;
        _log = request.Options?.Log ?? new();
        // What bounds the call bounds all of it, and so none of the calls that it is made of.
        TimeSpan? own = request.Options?.Timeout is null ? null : Timeout.InfiniteTimeSpan;
        _request = request with
        {
            Options = (request.Options ?? new()) with { Log = _log, Timeout = own, TimeLeft = TimeLeft },
        };
        _caller = caller;
        _limit = request.Options?.Timeout ?? state.Options.Timeout;
        _start = state.Options.TimeProvider.GetTimestamp();
        _timeout = state.Options.TimeProvider.CreateCancellationTokenSource(_limit);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(
            [caller.Call, caller.Enumeration, _timeout.Token, state.Closing]);
    }

    /// <summary>Asks for the whole answer.</summary>
    public async Task<ChatCompletion> CompleteAsync()
    {
        _telemetry = FailoverTelemetry.Begin(_request.Model);
        (ChatCompletion completion, _winner) = await RaceAsync(
            (client, _, token) => client.CompleteAsync(_request, token)).ConfigureAwait(false);
        return completion;
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync()
    {
        _linked.Token.ThrowIfCancellationRequested();
        return _stream is null ? StartAsync() : _stream.MoveNextAsync();
    }

    /// <inheritdoc/>
    public ChatCompletionChunk? Take(bool hasNext) => hasNext ? _stream!.Current : null;

    /// <inheritdoc/>
    public Exception? Translate(Exception failure)
    {
        Exception? seen = TranslateCall(failure);
        _telemetry?.Fail(seen ?? failure);
        return seen;
    }

    private Exception? TranslateCall(Exception failure)
    {
        if (failure is OperationCanceledException && _caller.IsCancelled)
            return new OperationCanceledException("The call was cancelled.", failure, _caller.Decisive);
        if (_state.Closing.IsCancellationRequested && failure is not MiniMaxException)
        {
            return new ObjectDisposedException(
                typeof(FailoverChatCompletionsClient).FullName, "The client was disposed of during the call.");
        }

        MiniMaxException? known = failure switch
        {
            MiniMaxException already => already,
            OperationCanceledException when _timeout.IsCancellationRequested => ErrorFactory.Timeout(
                _log.Last?.Provider ?? _state.Name(0),
                TimeoutKind.Total,
                _limit,
                _stream is null ? "no answer" : "a part of the answer",
                failure),
            _ => null,
        };
        // A client of somebody else's notes nothing here, and its exception has its own.
        if (_log.Last is not null)
            known?.Complete(_log.Attempts);
        return ReferenceEquals(known, failure) ? null : known;
    }

    /// <inheritdoc/>
    public ValueTask EndStreamAsync() => _stream?.DisposeAsync() ?? default;

    public void Dispose()
    {
        _telemetry?.End();
        _winner?.Dispose();
        _linked.Dispose();
        _timeout.Dispose();
    }

    private async ValueTask<bool> StartAsync()
    {
        _telemetry = FailoverTelemetry.Begin(_request.Model);
        bool hedges = _state.Options.HedgeAfter is not null;
        (_stream, _winner) = await RaceAsync(
            (client, onChunk, token) =>
                StartedStream.StartAsync(client.StreamAsync(_request, token), hedges, onChunk, token)).ConfigureAwait(false);
        return await _stream.MoveNextAsync().ConfigureAwait(false);
    }

    private TimeSpan TimeLeft() => _state.Options.TimeProvider.TimeLeft(_limit, _start);

    private Task<(T Result, CancellationTokenSource Source)> RaceAsync<T>(
        Func<IChatCompletionsClient, Action, CancellationToken, Task<T>> start)
        where T : notnull =>
        new HedgedExecution<T>(_state, _request.Model, start, _telemetry, _linked.Token).RunAsync();
}
