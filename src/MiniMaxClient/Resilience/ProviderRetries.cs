using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using Polly;
using Polly.Retry;

namespace MiniMaxClient.Resilience;

/// <summary>Polly's retries at a provider, and around them the caller's own pipeline.</summary>
internal sealed class ProviderRetries
{
    private static readonly ResiliencePropertyKey<Func<TimeSpan>> TimeLeft = new("MiniMaxClient.TimeLeft");

    private readonly ResiliencePipeline _pipeline;

    /// <param name="provider">The name of the provider.</param>
    /// <param name="options">The client's settings.</param>
    /// <param name="rule">Which failures are worth another attempt.</param>
    /// <param name="clock">The clock of the waits.</param>
    /// <param name="logger">The client's log.</param>
    public ProviderRetries(string provider, ResilienceOptions options, RetryRule rule, TimeProvider clock, ILogger logger)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (options.Pipeline is { } own)
            pipeline.AddPipeline(own);
        if (options.MaxRetryAttempts > 0)
            pipeline.AddRetry(Strategy(provider, options, rule, logger));
        _pipeline = pipeline.Build();
    }

    /// <summary>Makes attempts until one gives an answer or the rule allows no other.</summary>
    /// <param name="attempts">The call.</param>
    /// <param name="attempt">An attempt at it; its token holds only until it returns.</param>
    /// <param name="failure">The failure of one that was made already; null for none.</param>
    public async ValueTask<T> ExecuteAsync<T>(
        IAttempts<T> attempts, Func<CancellationToken, ValueTask<T>> attempt, Exception? failure)
        where T : class
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, attempts.Token);
        try
        {
            context.Properties.Set(TimeLeft, () => attempts.TimeLeft);
            return await _pipeline.AttemptAsync(Next, context).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        // A failure that was met before comes first.
        ValueTask<T> Next(CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref failure, null) is { } met)
                ExceptionDispatchInfo.Capture(met).Throw();
            return attempt(cancellationToken);
        }
    }

    private static RetryStrategyOptions Strategy(string provider, ResilienceOptions options, RetryRule rule, ILogger logger) =>
        new()
        {
            MaxRetryAttempts = options.MaxRetryAttempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = args => new(rule.Allows(
                args.Outcome.Exception, args.Context.Properties.GetValue(TimeLeft, static () => TimeSpan.Zero)())),
            DelayGenerator = static args => new(RetryRule.Delay(args.Outcome.Exception)),
            OnRetry = args =>
            {
                Log.Retrying(
                    logger, provider, args.AttemptNumber + 1, args.Outcome.Exception!.GetType().Name, args.RetryDelay);
                return default;
            },
        };
}
