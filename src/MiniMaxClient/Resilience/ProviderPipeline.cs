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
    /// <exception cref="MiniMaxServerException">The circuit is open.</exception>
    /// <exception cref="MiniMaxRateLimitException">There is no place among the attempts at once.</exception>
    public ValueTask<T> ExecuteAsync<T>(IAttempts<T> attempts)
        where T : class =>
        // The caller's own pipeline is to see every attempt, the retries one that has failed.
        options.Pipeline is not null ? RetryAsync(attempts, null)
            : AttemptAsync(attempts, mayRetry: true, _limiter.IsOpen ? default : attempts.Token);

    public void Dispose() => _limiter.Dispose();

    private ValueTask<T> RetryAsync<T>(IAttempts<T> attempts, Exception? failure)
        where T : class
    {
        _retries ??= new(provider, options, _rule, clock, logger);
        return _retries.ExecuteAsync(attempts, token => AttemptAsync(attempts, mayRetry: false, token), failure);
    }

    private async ValueTask<T> AttemptAsync<T>(IAttempts<T> attempts, bool mayRetry, CancellationToken cancellationToken)
        where T : class
    {
        ProviderLimiter.Permit? permit = null;
        bool isTold = true;
        Exception failure;
        try
        {
            permit = await _limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
            if (!_circuit.IsClosed)
                return await TryAsync(attempts, permit, cancellationToken).ConfigureAwait(false);
            isTold = false;
            T result = await attempts.AttemptAsync(permit, cancellationToken).ConfigureAwait(false);
            isTold = true;
            await _circuit.TellAsync(null).ConfigureAwait(false);
            return result;
        }
        catch (Exception e)
        {
            // An attempt that was made has given it back already.
            permit?.Dispose();
            if (!isTold)
                await _circuit.TellAsync(e).ConfigureAwait(false);
            if (!mayRetry || !_rule.Allows(e, attempts.TimeLeft))
                throw;
            failure = e;
        }

        return await RetryAsync(attempts, failure).ConfigureAwait(false);
    }

    /// <summary>Makes an attempt at a provider whose circuit was open.</summary>
    private ValueTask<T> TryAsync<T>(
        IAttempts<T> attempts, ProviderLimiter.Permit? permit, CancellationToken cancellationToken)
        where T : class =>
        _circuit.TryAsync(token => attempts.AttemptAsync(permit, token), cancellationToken);
}
