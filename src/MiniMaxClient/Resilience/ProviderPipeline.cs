using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace MiniMaxClient.Resilience;

/// <summary>
/// What stands around each attempt at a provider, from the outside in: the caller's own pipeline, retries, the limiter, the
/// circuit breaker.
/// </summary>
/// <remarks>One for each client, since limiter and breaker remember.</remarks>
internal sealed class ProviderPipeline : IDisposable
{
    private static readonly ResiliencePropertyKey<Func<TimeSpan>> TimeLeft = new("MiniMaxClient.TimeLeft");

    private readonly RetryRule _rule;
    private readonly bool _hasOwn;
    private readonly Lazy<ResiliencePipeline> _retry;
    private readonly ProviderLimiter _limiter;
    private readonly ResiliencePipeline _breaker;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly string _provider;
    private readonly ILogger _logger;

    /// <param name="provider">The name of the provider.</param>
    /// <param name="options">The client's settings.</param>
    /// <param name="maxConcurrentRequests">The provider's own limit on calls at once.</param>
    /// <param name="clock">The clock of waits and windows.</param>
    /// <param name="logger">The client's log.</param>
    public ProviderPipeline(
        string provider, ResilienceOptions options, int? maxConcurrentRequests, TimeProvider clock, ILogger logger)
    {
        _provider = provider;
        _logger = logger;
        _rule = new(options);
        _hasOwn = options.Pipeline is not null;
        _retry = new(() =>
        {
            var retry = new ResiliencePipelineBuilder { TimeProvider = clock };
            if (options.Pipeline is { } own)
                retry.AddPipeline(own);
            if (options.MaxRetryAttempts > 0)
                retry.AddRetry(Retry(options));
            return retry.Build();
        });
        _limiter = new(provider, maxConcurrentRequests, options, clock);
        _breaker = options.CircuitBreaker is { } breaker
            ? new ResiliencePipelineBuilder { TimeProvider = clock }.AddCircuitBreaker(Breaker(breaker)).Build()
            : ResiliencePipeline.Empty;
    }

    /// <summary>Makes attempts at a call until one gives an answer or the rule allows no other.</summary>
    /// <param name="attempt">The attempt, which gives its permit back; its token holds only until it returns.</param>
    /// <param name="timeLeft">What is left of the limit on the call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MiniMaxServerException">The circuit is open.</exception>
    /// <exception cref="MiniMaxRateLimitException">There is no place among the attempts at once.</exception>
    public async ValueTask<T> ExecuteAsync<T>(
        Func<ProviderLimiter.Permit, CancellationToken, ValueTask<T>> attempt,
        Func<TimeSpan> timeLeft,
        CancellationToken cancellationToken)
    {
        // The caller's own pipeline is to see every attempt. Ours is asked once one has failed: around one that succeeds it
        // would take longer than all the rest of the client.
        Exception? failure = null;
        if (!_hasOwn)
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

        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            context.Properties.Set(TimeLeft, timeLeft);
            return await _retry.Value.ExecuteAsync(
                static (context, call) => call.Next(context.CancellationToken),
                context,
                new Attempts<T>(this, attempt, failure)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<T> AttemptAsync<T>(
        Func<ProviderLimiter.Permit, CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        ProviderLimiter.Permit permit = await _limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _circuit.CircuitState == CircuitState.Closed
                ? await AttemptAndTellAsync(attempt, permit, cancellationToken).ConfigureAwait(false)
                : await _breaker.ExecuteAsync(
                    static (call, token) => call.Attempt(call.Permit, token),
                    (Attempt: attempt, Permit: permit),
                    cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            permit.Dispose();
            throw ErrorFactory.Resting(_provider, e.RetryAfter, e);
        }
        catch
        {
            // An attempt that was made has given it back already.
            permit.Dispose();
            throw;
        }
    }

    /// <summary>Makes an attempt while the circuit is closed.</summary>
    /// <remarks>
    /// A closed circuit lets everything through, so it is only told how the attempt ended: to stand around it would take longer.
    /// </remarks>
    private async ValueTask<T> AttemptAndTellAsync<T>(
        Func<ProviderLimiter.Permit, CancellationToken, ValueTask<T>> attempt,
        ProviderLimiter.Permit permit,
        CancellationToken cancellationToken)
    {
        T result;
        try
        {
            result = await attempt(permit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await TellAsync(e).ConfigureAwait(false);
            throw;
        }

        await TellAsync(null).ConfigureAwait(false);
        return result;
    }

    /// <summary>Tells the circuit how an attempt ended; one that has opened meanwhile does not listen to it.</summary>
    private ValueTask TellAsync(Exception? failure) =>
        _circuit.CircuitState == CircuitState.Closed ? TellClosedAsync(failure) : default;

    private async ValueTask TellClosedAsync(Exception? failure)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
        await _breaker.ExecuteOutcomeAsync<bool, Exception?>(
            static (_, failure) => new(failure is null ? Outcome.FromResult(true) : Outcome.FromException<bool>(failure)),
            context,
            failure).ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
    }

    private RetryStrategyOptions Retry(ResilienceOptions options) =>
        new()
        {
            MaxRetryAttempts = options.MaxRetryAttempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = args => new(_rule.Allows(
                args.Outcome.Exception, args.Context.Properties.GetValue(TimeLeft, static () => TimeSpan.Zero)())),
            DelayGenerator = static args => new(RetryRule.Delay(args.Outcome.Exception)),
            OnRetry = args =>
            {
                Log.Retrying(
                    _logger, _provider, args.AttemptNumber + 1, args.Outcome.Exception!.GetType().Name, args.RetryDelay);
                return default;
            },
        };

    private CircuitBreakerStrategyOptions Breaker(CircuitBreakerOptions options) =>
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
                Log.CircuitOpened(_logger, _provider, args.BreakDuration);
                return default;
            },
            OnClosed = _ =>
            {
                Log.CircuitClosed(_logger, _provider);
                return default;
            },
        };

    /// <summary>The attempts at one call, as the retries see them: a failure that was met before them comes first.</summary>
    private sealed class Attempts<T>(
        ProviderPipeline pipeline, Func<ProviderLimiter.Permit, CancellationToken, ValueTask<T>> attempt, Exception? failure)
    {
        private Exception? _failure = failure;

        public ValueTask<T> Next(CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref _failure, null) is { } met)
                ExceptionDispatchInfo.Capture(met).Throw();
            return pipeline.AttemptAsync(attempt, cancellationToken);
        }
    }
}
