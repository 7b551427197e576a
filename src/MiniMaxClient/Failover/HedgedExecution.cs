using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>Executes one call over several providers: one after the other, and the next beside one that is slow.</summary>
/// <typeparam name="T">The result of the first one to succeed.</typeparam>
internal sealed class HedgedExecution<T>
    where T : notnull
{
    private readonly FailoverState _state;
    private readonly string _model;
    private readonly Func<int, MemberCall> _begin;
    private readonly Func<MemberCall, Action, Task<T>> _start;
    private readonly FailoverTelemetry? _telemetry;
    private readonly CancellationSignal _call;
    private readonly int[] _order;
    private readonly int _available;
    private readonly List<(MemberCall Member, Task<T> Task)> _running = [];
    private int _started;
    private bool _hasChunk;

    /// <param name="state">The client.</param>
    /// <param name="model">The requested model.</param>
    /// <param name="begin">Begins the call to a provider.</param>
    /// <param name="start">Starts it; the action records that a chunk has arrived.</param>
    /// <param name="telemetry">Records changes of the provider.</param>
    /// <param name="call">Cancels the call.</param>
    public HedgedExecution(
        FailoverState state,
        string model,
        Func<int, MemberCall> begin,
        Func<MemberCall, Action, Task<T>> start,
        FailoverTelemetry? telemetry,
        CancellationSignal call)
    {
        _state = state;
        _model = model;
        _begin = begin;
        _start = start;
        _telemetry = telemetry;
        _call = call;
        (_order, _available) = state.Cooldowns.Order(model);
    }

    /// <summary>Whether a provider may be started for speed: one in its cooldown is used only where all others failed.</summary>
    private bool CanHedge => _started < _available && !_running.Exists(static one => one.Task.IsCompleted);

    /// <summary>Runs until a provider succeeds, and cancels the others.</summary>
    /// <exception cref="MiniMaxException">All failed, or one in a way that another provider cannot fix.</exception>
    public async Task<T> RunAsync()
    {
        try
        {
            Start();
            while (true)
            {
                (MemberCall member, Task<T> task) = await WhenNextAsync().ConfigureAwait(false);
                _running.Remove((member, task));
                try
                {
                    T result = await task.ConfigureAwait(false);
                    _state.Cooldowns.Remove(member.Place, _model);
                    return result;
                }
                catch (Exception e)
                {
                    bool continues = e is MiniMaxException failure && CanFailOver(failure) && FailOver(member.Place, failure);
                    if (!continues && !IsHedge(member))
                        throw;
                }
            }
        }
        finally
        {
            foreach ((MemberCall member, Task<T> task) in _running)
            {
                member.Cancel();
                // Its failure is recorded in the attempt log.
                _ = CancellationSignal.DisposeAfterAsync(task);
            }
        }
    }

    /// <summary>Whether another provider may succeed after such a failure.</summary>
    private static bool CanFailOver(MiniMaxException failure) => failure is MiniMaxConnectionException
        or MiniMaxTimeoutException or MiniMaxRateLimitException or MiniMaxServerException
        or MiniMaxInsufficientCreditsException or MiniMaxNotFoundException or MiniMaxInvalidResponseException
        or MiniMaxStreamInterruptedException;

    /// <summary>Whether a provider was started for speed alone, so that the earlier ones go on after its failure.</summary>
    private bool IsHedge(MemberCall member) => !_call.IsCanceled
        && _running.Exists(one => Array.IndexOf(_order, one.Member.Place) < Array.IndexOf(_order, member.Place));

    /// <summary>Begins the cooldown of a failed provider and starts the next one; returns false when none is left.</summary>
    private bool FailOver(int place, MiniMaxException failure)
    {
        // A local rejection says nothing about the provider.
        TimeSpan cooldown = failure is MiniMaxRateLimitException { StatusCode: null }
            ? TimeSpan.Zero
            : _state.Cooldowns.Add(place, _model, failure);
        if (_hasChunk || _started == _order.Length || _call.IsCanceled)
            return _running.Count > 0;
        string provider = _state.GetName(place);
        string next = _state.GetName(_order[_started]);
        FailoverLog.FailingOver(_state.Logger, provider, failure.GetType().Name, next, cooldown);
        _telemetry?.Add(provider, next, failure);
        Start();
        return true;
    }

    private void Start()
    {
        MemberCall member = _begin(_order[_started++]);
        _running.Add((member, StartAsync(member)));
    }

    // A client that throws at once fails like one that throws later.
    private async Task<T> StartAsync(MemberCall member) =>
        await _start(member, () => _hasChunk = true).ConfigureAwait(false);

    /// <summary>Waits until a provider has succeeded or failed; starts hedged calls when the delay elapses.</summary>
    private async Task<(MemberCall Member, Task<T> Task)> WhenNextAsync()
    {
        while (true)
        {
            TimeSpan delay = CanHedge ? _state.Options.HedgeAfter ?? Timeout.InfiniteTimeSpan : Timeout.InfiniteTimeSpan;
            using var waiting = new CancellationTokenSource();
            Task late = _state.Options.TimeProvider.Delay(delay, waiting.Token);
            Task first = await Task.WhenAny([.. _running.Select(static one => one.Task), late, _call.Canceled])
                .ConfigureAwait(false);
            waiting.Cancel();
            if (_running.Find(one => one.Task == first) is { Task: not null } done)
                return done;

            // A client of the app may ignore its token.
            _call.ThrowIfCanceled();
            string slow = _state.GetName(_running[_running.Count - 1].Member.Place);
            string next = _state.GetName(_order[_started]);
            FailoverLog.Hedging(_state.Logger, slow, delay, next);
            _telemetry?.Add(slow, next);
            Start();
        }
    }
}
