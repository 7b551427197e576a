using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using Polly;
using Polly.CircuitBreaker;

namespace MiniMaxClient.Resilience;

/// <summary>Polly's circuit breaker for a provider.</summary>
internal sealed class ProviderBreaker
{
    private readonly string _provider;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _breaker;

    /// <param name="provider">The name of the provider.</param>
    /// <param name="options">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The client's log.</param>
    /// <param name="earlier">What ended well before, the oldest first.</param>
    public ProviderBreaker(
        string provider,
        CircuitBreakerOptions options,
        TimeProvider clock,
        ILogger logger,
        IEnumerable<ProviderCircuit.Successes> earlier)
    {
        _provider = provider;
        var past = new PastClock(clock);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = past }.AddCircuitBreaker(Strategy(options, logger)).Build();
        foreach (ProviderCircuit.Successes successes in earlier)
        {
            past.Now = successes.Start;
            for (int i = 0; i < successes.Count; i++)
                TellClosedAsync(null).AsTask().GetAwaiter().GetResult();
        }

        past.Now = null;
    }

    public bool IsClosed => _circuit.CircuitState == CircuitState.Closed;

    /// <summary>Makes an attempt, unless the circuit is open.</summary>
    /// <exception cref="MiniMaxServerException">The circuit is open.</exception>
    public async ValueTask<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
        where T : class
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            return await _breaker.AttemptAsync(attempt, context).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            throw ErrorFactory.Resting(_provider, e.RetryAfter, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Tells how an attempt ended; a circuit that has opened meanwhile does not listen to it.</summary>
    /// <param name="failure">Its failure; null for none.</param>
    public ValueTask TellAsync(Exception? failure) => IsClosed ? TellClosedAsync(failure) : default;

    private async ValueTask TellClosedAsync(Exception? failure)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
        await _breaker.ExecuteOutcomeAsync<object?, Exception?>(
            static (_, failure) =>
                new(failure is null ? Outcome.FromResult<object?>(null) : Outcome.FromException<object?>(failure)),
            context,
            failure).ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
    }

    private CircuitBreakerStrategyOptions Strategy(CircuitBreakerOptions options, ILogger logger) =>
        new()
        {
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.MinimumThroughput,
            SamplingDuration = options.SamplingDuration,
            BreakDuration = options.BreakDuration,
            StateProvider = _circuit,
            // What tries an open circuit must be answered to close it; at other times Polly counts silence as success.
            ShouldHandle = args => new(RetryRule.IsOutage(args.Outcome.Exception)
                || (_circuit.CircuitState == CircuitState.HalfOpen && RetryRule.IsSilence(args.Outcome.Exception))),
            OnOpened = args =>
            {
                Log.CircuitOpened(logger, _provider, args.BreakDuration);
                return default;
            },
            OnClosed = _ =>
            {
                Log.CircuitClosed(logger, _provider);
                return default;
            },
        };

    /// <summary>A clock that can stand in the past, for what happened there; the breaker asks it for nothing else.</summary>
    private sealed class PastClock(TimeProvider clock) : TimeProvider
    {
        public DateTimeOffset? Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now ?? clock.GetUtcNow();
    }
}
