using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace MiniMaxClient.Resilience;

/// <summary>
/// Represents the Polly pipeline of a client, from the outside in: the application's pipeline, retry, change of the API key,
/// limiter, circuit breaker.
/// </summary>
/// <remarks>All calls of a client share it, since limiter and circuit breaker have state.</remarks>
internal sealed class AttemptPipeline : IDisposable
{
    private static readonly ResiliencePropertyKey<PipelineCall> CallKey = new("MiniMaxClient.Call");

    private readonly string _provider;
    private readonly ResilienceOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrencyLimiter? _concurrencyLimiter;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="provider">The name of the provider.</param>
    /// <param name="options">The resilience options of the client.</param>
    /// <param name="maxConcurrentRequests">The provider's concurrency limit; null for none.</param>
    /// <param name="timeProvider">The time provider of delays and durations.</param>
    /// <param name="logger">The logger of the client.</param>
    public AttemptPipeline(
        string provider,
        ResilienceOptions options,
        int? maxConcurrentRequests,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _provider = provider;
        _options = options;
        _logger = logger;
        var builder = new ResiliencePipelineBuilder { TimeProvider = new MonotonicTimeProvider(timeProvider) };
        if (options.Pipeline is { } pipeline)
            builder.AddPipeline(pipeline);
        builder.AddRetry(CreateRetryStrategyOptions());
        builder.AddRetry(CreateKeyChangeStrategyOptions());
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
            new LimiterStrategy(provider, _concurrencyLimiter, options.RateLimiter, timeProvider).AddToPipeline(builder);
        if (options.CircuitBreaker is { } breaker)
            builder.AddCircuitBreaker(CreateCircuitBreakerStrategyOptions(breaker));
        _pipeline = builder.Build();
    }

    /// <summary>Executes attempts until one succeeds or no retry is allowed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="attempt">The attempt; its token is valid until it returns.</param>
    public async ValueTask<T> ExecuteAsync<T>(
        PipelineCall call, Func<LimiterLease?, CancellationToken, ValueTask<T>> attempt)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, call.Signal.Token);
        context.Properties.Set(CallKey, call);
        if (call.Reservation is not null)
            LimiterStrategy.SetReservation(context, call.Reservation);
        ValueTask<T> execution = _pipeline.ExecuteAsync(
            context => attempt(LimiterStrategy.GetLease(context), context.CancellationToken), context);

        // Code of the application can ignore its token and use the context after the call has returned, so the context is not
        // returned to the pool.
        if (_options.Pipeline is not null || _options.RateLimiter is not null)
            return await call.Signal.WaitAsync(execution.AsTask()).ConfigureAwait(false);
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
        var policy = new RetryPolicy(_options);
        return new()
        {
            // RetryPolicy applies the limit of the client or of the call.
            MaxRetryAttempts = RetryRange.Maximum,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.RetryDelay,
            MaxDelay = _options.MaxRetryDelay,
            ShouldHandle = args => new(
                ShouldRetry(policy, GetCall(args.Context), args.Outcome.Exception, args.AttemptNumber + 1)),
            DelayGenerator = static args => new(RetryPolicy.GetRetryAfterDelay(args.Outcome.Exception)),
            OnRetry = args =>
            {
                var failure = (MiniMaxException)args.Outcome.Exception!;
                LogRetry(GetCall(args.Context)!, failure, args.AttemptNumber + 1, args.RetryDelay);
                return default;
            },
        };
    }

    // The pipeline of the application may execute attempts in a context of its own, without the call.
    private static PipelineCall? GetCall(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);

    private static bool ShouldRetry(RetryPolicy policy, PipelineCall? call, Exception? failure, int attemptNumber)
    {
        if (failure is null || call is null || call.MaxRetryAttempts == 0)
            return false;
        string? reason = call.Keys?.IsExhausted == true
            ? "the provider has rejected every API key"
            : policy.FindStopReason(failure, attemptNumber, call.MaxRetryAttempts, call.GetRemainingTime());
        if (failure is MiniMaxException e)
        {
            e.SetStopReason(reason);
            e.SetAttemptNumber(attemptNumber);
        }

        return reason is null;
    }

    private void LogRetry(PipelineCall call, MiniMaxException failure, int attemptNumber, TimeSpan delay)
    {
        if (!_logger.IsEnabled(LogLevel.Warning))
            return;
        Log.Retrying(
            _logger,
            _provider,
            Redaction.RedactWord(call.Model, call.Secrets),
            call.Address?.Authority,
            attemptNumber,
            call.MaxRetryAttempts + 1,
            delay,
            failure.ToLogText(call.EnableSensitiveData),
            failure.GetType().Name,
            failure.StatusCode,
            failure.LogCode,
            failure.RequestId);
    }

    /// <summary>Creates the strategy that repeats a request with another key, if there is one, after a rejection.</summary>
    private RetryStrategyOptions CreateKeyChangeStrategyOptions() => new()
    {
        // ApiKeySelection bounds the number.
        MaxRetryAttempts = int.MaxValue,
        Delay = TimeSpan.Zero,
        ShouldHandle = static async args => ApiKeySelection.IsKeyRejection(args.Outcome.Exception)
            && GetCall(args.Context)?.Keys is { } keys
            && await keys.HasNextKeyAsync(args.Context.CancellationToken).ConfigureAwait(false),
        OnRetry = args =>
        {
            PipelineCall call = GetCall(args.Context)!;
            string failure = ((MiniMaxException)args.Outcome.Exception!).ToLogText(call.EnableSensitiveData);
            Log.KeyRejected(_logger, _provider, Redaction.RedactWord(call.Model, call.Secrets), failure);
            return default;
        },
    };

    private CircuitBreakerStrategyOptions CreateCircuitBreakerStrategyOptions(CircuitBreakerOptions options)
    {
        var stateProvider = new CircuitBreakerStateProvider();
        return new()
        {
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.MinimumThroughput,
            SamplingDuration = options.SamplingDuration,
            BreakDuration = options.BreakDuration,
            StateProvider = stateProvider,
            // Polly counts an exception that is not handled, such as a cancellation, as a success, which would close a half-open
            // circuit without a response.
            ShouldHandle = args => new(RetryPolicy.IsCircuitBreakerFailure(args.Outcome.Exception)
                || (stateProvider.CircuitState == CircuitState.HalfOpen && RetryPolicy.IsInconclusive(args.Outcome.Exception))),
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
