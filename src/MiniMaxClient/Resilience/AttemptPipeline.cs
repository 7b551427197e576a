using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace MiniMaxClient.Resilience;

/// <summary>
/// The Polly pipeline around the attempts of each call, from the outside in: the app's own pipeline, retry, limiter, circuit
/// breaker. There is one for each client, since limiter and circuit breaker have state.
/// </summary>
internal sealed class AttemptPipeline : IDisposable
{
    private static readonly ResiliencePropertyKey<Func<TimeSpan>> RemainingTimeKey = new("MiniMaxClient.TimeLeft");

    private readonly string _provider;
    private readonly ResilienceOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrencyLimiter? _concurrencyLimiter;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="provider">The name of the provider.</param>
    /// <param name="options">The client's settings.</param>
    /// <param name="maxConcurrentRequests">The provider's own concurrency limit; null for none.</param>
    /// <param name="clock">The clock of waits and windows.</param>
    /// <param name="logger">The client's log.</param>
    public AttemptPipeline(
        string provider, ResilienceOptions options, int? maxConcurrentRequests, TimeProvider clock, ILogger logger)
    {
        _provider = provider;
        _options = options;
        _logger = logger;
        var builder = new ResiliencePipelineBuilder { TimeProvider = new MonotonicTimeProvider(clock) };
        if (options.Pipeline is { } own)
            builder.AddPipeline(own);
        if (options.MaxRetryAttempts > 0)
            builder.AddRetry(CreateRetryStrategyOptions());
        if ((options.MaxConcurrentRequests ?? maxConcurrentRequests) is { } limit)
        {
            _concurrencyLimiter = new(new()
            {
                PermitLimit = limit,
                QueueLimit = options.QueueLimit,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            });
        }

        if (_concurrencyLimiter is not null || options.RateLimiter is not null)
            new LimiterStrategy(provider, _concurrencyLimiter, options.RateLimiter, clock).AddToPipeline(builder);
        if (options.CircuitBreaker is { } breaker)
            builder.AddCircuitBreaker(CreateCircuitBreakerStrategyOptions(breaker));
        _pipeline = builder.Build();
    }

    /// <summary>Makes attempts until one succeeds or no other is allowed.</summary>
    /// <param name="attempt">Makes an attempt; its token holds until it returns.</param>
    /// <param name="getRemainingTime">The remaining time of the call.</param>
    /// <param name="callSignal">Cancels the call.</param>
    public async ValueTask<T> ExecuteAsync<T>(
        Func<LimiterLease?, CancellationToken, ValueTask<T>> attempt, Func<TimeSpan> getRemainingTime,
            CancellationSignal callSignal)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, callSignal.Token);
        context.Properties.Set(RemainingTimeKey, getRemainingTime);
        ValueTask<T> execution = _pipeline.ExecuteAsync(
            context => attempt(LimiterStrategy.GetLease(context), context.CancellationToken), context);

        // Parts of the app may ignore their token, and may use the context when the execution is over.
        if (_options.Pipeline is not null || _options.RateLimiter is not null)
            return await callSignal.WaitAsync(execution.AsTask()).ConfigureAwait(false);
        try
        {
            return await execution.ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => _concurrencyLimiter?.Dispose();

    private RetryStrategyOptions CreateRetryStrategyOptions()
    {
        var rule = new RetryPolicy(_options);
        return new()
        {
            MaxRetryAttempts = _options.MaxRetryAttempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.RetryDelay,
            MaxDelay = _options.MaxRetryDelay,
            ShouldHandle = args => new(rule.ShouldRetry(
                args.Outcome.Exception, args.Context.Properties.GetValue(RemainingTimeKey, static () => TimeSpan.Zero)())),
            DelayGenerator = static args => new(RetryPolicy.GetRetryAfterDelay(args.Outcome.Exception)),
            OnRetry = args =>
            {
                Log.Retrying(
                    _logger, _provider, args.AttemptNumber + 1, args.Outcome.Exception!.GetType().Name, args.RetryDelay);
                return default;
            },
        };
    }

    private CircuitBreakerStrategyOptions CreateCircuitBreakerStrategyOptions(CircuitBreakerOptions options)
    {
        var circuit = new CircuitBreakerStateProvider();
        return new()
        {
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.MinimumThroughput,
            SamplingDuration = options.SamplingDuration,
            BreakDuration = options.BreakDuration,
            StateProvider = circuit,
            // Only a response closes a half-open circuit; at other times Polly counts a cancellation as success.
            ShouldHandle = args => new(RetryPolicy.IsProviderOutage(args.Outcome.Exception)
                || (circuit.CircuitState == CircuitState.HalfOpen && RetryPolicy.IsInconclusive(args.Outcome.Exception))),
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
    }
}
