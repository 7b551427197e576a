using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Resilience;

/// <summary>
/// What stands around each attempt at a provider, from the outside in: the caller's own pipeline, retries, the limiter, the
/// circuit breaker.
/// </summary>
/// <remarks>
/// One for each client, since limiter and breaker remember. Polly is asked once an attempt has failed: around one that succeeds
/// it would take longer than all the rest of the client, and a first call would wait for it to be loaded.
/// </remarks>
/// <param name="provider">The name of the provider.</param>
/// <param name="options">The client's settings.</param>
/// <param name="maxConcurrentRequests">The provider's own limit on calls at once.</param>
/// <param name="clock">The clock of waits and windows.</param>
/// <param name="logger">The client's log.</param>
internal sealed class ProviderPipeline(
    string provider, ResilienceOptions options, int? maxConcurrentRequests, TimeProvider clock, ILogger logger) : IDisposable
{
    private readonly RetryRule _rule = new(options);
    private readonly ProviderLimiter _limiter = new(provider, maxConcurrentRequests, options, clock);
    private readonly ProviderCircuit _circuit = new(provider, options.CircuitBreaker, clock, logger);
    private ProviderRetries? _retries;

    /// <summary>Makes attempts at a call until one gives an answer or the rule allows no other.</summary>
    /// <param name="attempt">The attempt, which gives its permit back; its token holds only until it returns.</param>
    /// <param name="timeLeft">What is left of the limit on the call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MiniMaxServerException">The circuit is open.</exception>
    /// <exception cref="MiniMaxRateLimitException">There is no place among the attempts at once.</exception>
    public async ValueTask<T> ExecuteAsync<T>(
        Func<ProviderLimiter.Permit?, CancellationToken, ValueTask<T>> attempt,
        Func<TimeSpan> timeLeft,
        CancellationToken cancellationToken)
    {
        // The caller's own pipeline is to see every attempt, the retries one that has failed.
        Exception? failure = null;
        if (options.Pipeline is null)
        {
            try
            {
                return await AttemptAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (_rule.Allows(e, timeLeft()))
            {
                failure = e;
            }
        }

        return await RetryAsync(attempt, failure, timeLeft, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _limiter.Dispose();

    private ValueTask<T> RetryAsync<T>(
        Func<ProviderLimiter.Permit?, CancellationToken, ValueTask<T>> attempt,
        Exception? failure,
        Func<TimeSpan> timeLeft,
        CancellationToken cancellationToken)
    {
        _retries ??= new(provider, options, _rule, clock, logger);
        return _retries.ExecuteAsync(token => AttemptAsync(attempt, token), failure, timeLeft, cancellationToken);
    }

    private async ValueTask<T> AttemptAsync<T>(
        Func<ProviderLimiter.Permit?, CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        ProviderLimiter.Permit? permit = await _limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
        if (!_circuit.IsClosed)
            return await TryAsync(attempt, permit, cancellationToken).ConfigureAwait(false);
        T result;
        try
        {
            result = await attempt(permit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // An attempt that was made has given it back already.
            permit?.Dispose();
            await _circuit.TellAsync(e).ConfigureAwait(false);
            throw;
        }

        await _circuit.TellAsync(null).ConfigureAwait(false);
        return result;
    }

    /// <summary>Makes an attempt at a provider whose circuit was open.</summary>
    private async ValueTask<T> TryAsync<T>(
        Func<ProviderLimiter.Permit?, CancellationToken, ValueTask<T>> attempt,
        ProviderLimiter.Permit? permit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _circuit.TryAsync(token => attempt(permit, token), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            permit?.Dispose();
            throw;
        }
    }
}
