using System.Diagnostics;
using System.Threading.RateLimiting;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Resilience;

/// <summary>Lets so many attempts through at once, and asks the caller's own limiter.</summary>
internal sealed class ProviderLimiter : IDisposable
{
    private readonly string _provider;
    private readonly TimeProvider _clock;
    private readonly ConcurrencyLimiter? _places;
    private readonly RateLimiter? _own;

    public ProviderLimiter(string provider, int? maxConcurrentRequests, ResilienceOptions options, TimeProvider clock)
    {
        _provider = provider;
        _clock = clock;
        _own = options.RateLimiter;
        if ((options.MaxConcurrentRequests ?? maxConcurrentRequests) is { } places)
        {
            _places = new(new()
            {
                PermitLimit = places,
                QueueLimit = options.QueueLimit,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            });
        }
    }

    /// <summary>Whether nothing is limited.</summary>
    public bool IsOpen => _places is null && _own is null;

    /// <summary>Waits for a permit; it is given back when the answer is at its end. Null where none is needed.</summary>
    /// <exception cref="MiniMaxRateLimitException">There is no permit to wait for.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<Permit?> AcquireAsync(CancellationToken cancellationToken) =>
        IsOpen ? default : AcquireBothAsync(cancellationToken);

    public void Dispose() => _places?.Dispose();

    private async ValueTask<Permit?> AcquireBothAsync(CancellationToken cancellationToken)
    {
        RateLimitLease? place = null;
        long start = _clock.GetTimestamp();
        string? error = null;
        try
        {
            place = await AcquireAsync(_places, cancellationToken).ConfigureAwait(false);
            return new Permit(place, await AcquireAsync(_own, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            error = Telemetry.NameOf(e);
            place?.Dispose();
            throw;
        }
        finally
        {
            Tell(_clock.GetElapsedTime(start), error);
        }
    }

    private void Tell(TimeSpan wait, string? error)
    {
        if (!Telemetry.LimiterWait.Enabled)
            return;
        var tags = new TagList { { Tag.ProviderName, _provider } };
        if (error is not null)
            tags.Add(Tag.ErrorType, error);
        Telemetry.LimiterWait.Record(wait.TotalSeconds, tags);
    }

    private async ValueTask<RateLimitLease?> AcquireAsync(RateLimiter? limiter, CancellationToken cancellationToken)
    {
        if (limiter is null)
            return null;
        RateLimitLease lease = await limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (lease.IsAcquired)
            return lease;
        using (lease)
        {
            TimeSpan? wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : null;
            throw ErrorFactory.Rejected(_provider, wait);
        }
    }

    /// <summary>The leave to have one attempt under way.</summary>
    internal sealed class Permit(RateLimitLease? place, RateLimitLease? own) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
                return;
            try
            {
                place?.Dispose();
            }
            finally
            {
                // The app's own may throw.
                own?.Dispose();
            }
        }
    }
}
