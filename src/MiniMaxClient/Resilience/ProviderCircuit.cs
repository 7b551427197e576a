using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Resilience;

/// <summary>Leaves a provider that keeps failing alone for a while.</summary>
/// <remarks>
/// A closed circuit lets everything through, so it is only told how attempts ended: to stand around them would take longer. Until
/// one has failed they are counted here, and Polly is told of them then: no call that succeeds waits for it to be loaded.
/// </remarks>
/// <param name="provider">The name of the provider.</param>
/// <param name="options">The settings; null for a circuit that never opens.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The client's log.</param>
internal sealed class ProviderCircuit(string provider, CircuitBreakerOptions? options, TimeProvider clock, ILogger logger)
{
    // What Polly is told of at once must not take long.
    private const int MaxEarly = 1000;

    private readonly MonotonicClock _clock = new(clock);
    private readonly object _lock = new();
    private readonly Queue<Successes> _early = new();
    private Successes? _latest;
    private int _count;
    private ProviderBreaker? _breaker;

    public bool IsClosed => _breaker is null || _breaker.IsClosed;

    /// <summary>Makes an attempt at a provider whose circuit was open.</summary>
    /// <exception cref="MiniMaxServerException">The circuit is open still.</exception>
    public ValueTask<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
        where T : class =>
        _breaker!.TryAsync(attempt, cancellationToken);

    /// <summary>Tells how an attempt ended that began while the circuit was closed.</summary>
    /// <param name="failure">Its failure; null for none.</param>
    public ValueTask TellAsync(Exception? failure) =>
        options is null || TryCount(failure) ? default : _breaker!.TellAsync(failure);

    /// <summary>Counts what Polly need not know yet; false when it does.</summary>
    private bool TryCount(Exception? failure)
    {
        if (_breaker is not null)
            return false;
        lock (_lock)
        {
            if (_breaker is not null)
                return false;
            if (_count == MaxEarly || RetryRule.IsOutage(failure))
            {
                _breaker = new(provider, options!, _clock, logger, _early);
                return false;
            }

            Count(_clock.GetUtcNow(), options!.SamplingDuration);
            return true;
        }
    }

    /// <summary>Counts a success as Polly does: in tenths of the duration, each as of its start.</summary>
    private void Count(DateTimeOffset now, TimeSpan duration)
    {
        if (_latest is null || now - _latest.Start >= TimeSpan.FromTicks(duration.Ticks / 10))
            _early.Enqueue(_latest = new(now));
        _latest.Count++;
        _count++;
        while (now - _early.Peek().Start >= duration)
            _count -= _early.Dequeue().Count;
    }

    /// <summary>The time of day at the start, and from then on the time that has passed.</summary>
    /// <remarks>Polly counts by the time of day: a clock that is set back would keep a circuit open for as long.</remarks>
    private sealed class MonotonicClock(TimeProvider clock) : TimeProvider
    {
        private readonly DateTimeOffset _start = clock.GetUtcNow();
        private readonly long _timestamp = clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _start + clock.GetElapsedTime(_timestamp);
    }

    /// <summary>What ended well within some time.</summary>
    /// <param name="start">When that time began.</param>
    internal sealed class Successes(DateTimeOffset start)
    {
        public DateTimeOffset Start => start;

        public int Count { get; set; }
    }
}
