using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using Polly;

namespace MiniMaxClient.Resilience;

/// <summary>Polly's strategy for limits on attempts whose leases outlive the execution: a stream goes on after it.</summary>
/// <param name="provider">The name of the provider.</param>
/// <param name="concurrency">The client's concurrency limit; null for none.</param>
/// <param name="rate">The app's own limiter; null for none.</param>
/// <param name="clock">The clock of the measured wait.</param>
internal sealed class LimiterStrategy(
    string provider, ConcurrencyLimiter? concurrency, RateLimiter? rate, TimeProvider clock) : ResilienceStrategy
{
    private static readonly ResiliencePropertyKey<LimiterLease?> LeaseKey = new("MiniMaxClient.Lease");

    /// <summary>Gets the lease of an attempt, which the attempt disposes of at its end; null without limits.</summary>
    public static LimiterLease? GetLease(ResilienceContext context) => context.Properties.GetValue(LeaseKey, null);

    /// <summary>Adds the strategy to a pipeline.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options have no attributes to validate.")]
    public void AddToPipeline(ResiliencePipelineBuilder builder) => builder.AddStrategy(_ => this, new LimiterStrategyOptions());

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            LimiterLease lease = await AcquireLeaseAsync(context.CancellationToken).ConfigureAwait(false);
            context.Properties.Set(LeaseKey, lease);
            Outcome<TResult> outcome = await callback(context, state).ConfigureAwait(false);
            // An attempt that was begun has disposed of it already; an open circuit rejects one before.
            if (outcome.Exception is not null)
                lease.Dispose();
            return outcome;
        }
        catch (Exception e)
        {
            return Outcome.FromException<TResult>(e);
        }
    }

    private async ValueTask<LimiterLease> AcquireLeaseAsync(CancellationToken cancellationToken)
    {
        RateLimitLease? first = null;
        long start = clock.GetTimestamp();
        string? error = null;
        try
        {
            first = await AcquireLeaseAsync(concurrency, cancellationToken).ConfigureAwait(false);
            return new(first, await AcquireLeaseAsync(rate, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            error = Telemetry.GetErrorName(e);
            first?.Dispose();
            throw;
        }
        finally
        {
            RecordLimiterWait(clock.GetElapsedTime(start), error);
        }
    }

    private async ValueTask<RateLimitLease?> AcquireLeaseAsync(RateLimiter? limiter, CancellationToken cancellationToken)
    {
        if (limiter is null)
            return null;
        RateLimitLease lease = await limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (lease.IsAcquired)
            return lease;
        using (lease)
            throw ErrorFactory.LimiterRejected(
                provider, lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : null);
    }

    private void RecordLimiterWait(TimeSpan wait, string? error)
    {
        if (!Telemetry.LimiterWaitDuration.Enabled)
            return;
        var tags = new TagList { { TagNames.ProviderName, provider } };
        if (error is not null)
            tags.Add(TagNames.ErrorType, error);
        Telemetry.LimiterWaitDuration.Record(wait.TotalSeconds, tags);
    }

    private sealed class LimiterStrategyOptions : ResilienceStrategyOptions;
}
