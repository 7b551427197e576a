using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using Polly;

namespace MiniMaxClient.Resilience;

/// <summary>Represents a Polly strategy that limits attempts and whose leases can be held longer than the execution.</summary>
/// <remarks>Polly's own rate limiter releases the lease when the execution ends, but a stream continues after it.</remarks>
/// <param name="provider">The name of the provider.</param>
/// <param name="concurrencyLimiter">The concurrency limiter of the client; null for none.</param>
/// <param name="rateLimiter">The rate limiter of the application; null for none.</param>
/// <param name="timeProvider">The time provider that measures the wait.</param>
internal sealed class LimiterStrategy(
    string provider,
    ConcurrencyLimiter? concurrencyLimiter,
    RateLimiter? rateLimiter,
    TimeProvider timeProvider) : ResilienceStrategy
{
    private static readonly ResiliencePropertyKey<LimiterLease?> LeaseKey = new("MiniMaxClient.Lease");
    private static readonly ResiliencePropertyKey<ModelReservation?> ReservationKey = new("MiniMaxClient.Reservation");

    /// <summary>Gets the lease of an attempt, which the attempt must dispose; null without limiters.</summary>
    public static LimiterLease? GetLease(ResilienceContext context) => context.Properties.GetValue(LeaseKey, null);

    /// <summary>Sets what each attempt reserves of a <see cref="ModelRateLimiter"/>.</summary>
    public static void SetReservation(ResilienceContext context, ModelReservation? reservation) =>
        context.Properties.Set(ReservationKey, reservation);

    /// <summary>Adds the strategy to a pipeline.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options have no attributes to validate.")]
    public void AddToPipeline(ResiliencePipelineBuilder builder) => builder.AddStrategy(_ => this, new LimiterStrategyOptions());

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            LimiterLease lease = await AcquireLeaseAsync(context).ConfigureAwait(false);
            context.Properties.Set(LeaseKey, lease);
            Outcome<TResult> outcome = await callback(context, state).ConfigureAwait(false);
            // An attempt that fails disposes its lease itself; an open circuit rejects the attempt before it starts.
            if (outcome.Exception is not null)
                lease.Dispose();
            return outcome;
        }
        catch (Exception e)
        {
            return Outcome.FromException<TResult>(e);
        }
    }

    private async ValueTask<LimiterLease> AcquireLeaseAsync(ResilienceContext context)
    {
        RateLimitLease? firstLease = null;
        long startTimestamp = timeProvider.GetTimestamp();
        string? error = null;
        try
        {
            // A model that waits for its rate must not hold a place of other models. The permit of another limiter is lost if the
            // call ends before it is sent, so it is acquired last.
            bool isRateFirst = rateLimiter is ModelRateLimiter;
            firstLease = await AcquireLeaseAsync(isRateFirst ? rateLimiter : concurrencyLimiter, context).ConfigureAwait(false);
            RateLimitLease? secondLease =
                await AcquireLeaseAsync(isRateFirst ? concurrencyLimiter : rateLimiter, context).ConfigureAwait(false);
            return isRateFirst ? new(secondLease, firstLease) : new(firstLease, secondLease);
        }
        catch (Exception e)
        {
            error = Telemetry.GetErrorName(e);
            firstLease?.Dispose();
            throw;
        }
        finally
        {
            RecordLimiterWait(timeProvider.GetElapsedTime(startTimestamp), error);
        }
    }

    private async ValueTask<RateLimitLease?> AcquireLeaseAsync(RateLimiter? limiter, ResilienceContext context)
    {
        if (limiter is null)
            return null;
        RateLimitLease lease = limiter is ModelRateLimiter modelLimiter
            && context.Properties.GetValue(ReservationKey, null) is { } reservation
                ? await modelLimiter.AcquireAsync(reservation, context.CancellationToken).ConfigureAwait(false)
                : await limiter.AcquireAsync(1, context.CancellationToken).ConfigureAwait(false);
        if (lease.IsAcquired)
            return lease;
        using (lease)
        {
            throw ErrorFactory.LimiterRejected(
                provider, lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter) ? retryAfter : null);
        }
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
