using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Providers;

/// <summary>Selects the API keys of one call's attempts.</summary>
/// <remarks>This type is thread-safe: a pipeline of the application can run attempts concurrently.</remarks>
/// <param name="provider">The name of the provider.</param>
/// <param name="source">The source of the keys.</param>
internal sealed class ApiKeySelection(string provider, ApiKeySource source)
{
    private readonly object _lock = new();
    private readonly HashSet<string> _rejectedKeys = new(StringComparer.Ordinal);
    private ApiKey? _nextKey;

    /// <summary>Gets whether the provider has rejected each of several keys, so that no retry can succeed.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Determines whether an exception is the provider's rejection of a key.</summary>
    public static bool IsKeyRejection(Exception? failure) =>
        failure is MiniMaxAuthenticationException { StatusCode: not null }
            or MiniMaxInsufficientCreditsException { StatusCode: not null }
            or MiniMaxRateLimitException { StatusCode: not null };

    /// <summary>Gets the key of the next attempt.</summary>
    /// <exception cref="MiniMaxAuthenticationException">The source failed, or has no key that is valid.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public async Task<ApiKey> GetKeyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_nextKey is { } next)
            {
                _nextKey = null;
                return next;
            }
        }

        IReadOnlyList<ApiKey> keys;
        try
        {
            keys = await source.GetKeysAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ErrorFactory.NoApiKey(provider, "its source failed", e);
        }

        if (keys.Count == 1)
            return keys[0];
        lock (_lock)
        {
            return keys.Where(IsUntried).OrderBy(source.GetRemainingCooldown).FirstOrDefault()
                ?? throw ErrorFactory.NoApiKey(
                    provider, keys.Count == 0 ? "its source has none" : "the provider rejected each key of its source");
        }
    }

    /// <summary>Executes an attempt with a key, and records the rejection of the key.</summary>
    public async ValueTask<T> ExecuteAttemptAsync<T>(Task<ApiKey> keyTask, Func<ApiKey, ValueTask<T>> attempt)
    {
        ApiKey key = await keyTask.ConfigureAwait(false);
        try
        {
            return await attempt(key).ConfigureAwait(false);
        }
        catch (MiniMaxException e)
        {
            RecordFailure(key, e);
            throw;
        }
    }

    /// <summary>Records a failed attempt, which is a rejection of its key or another failure.</summary>
    public void RecordFailure(ApiKey key, MiniMaxException failure)
    {
        if (!IsKeyRejection(failure))
            return;
        source.StartCooldown(key, failure.RetryAfter);
        lock (_lock)
            _rejectedKeys.Add(key.Reveal());
    }

    /// <summary>Determines whether another attempt has a key that the provider has not rejected, and selects that key.</summary>
    public async ValueTask<bool> TrySelectNextKeyAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiKey> keys;
        try
        {
            keys = await source.GetKeysAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The call fails with the rejection.
            return false;
        }

        lock (_lock)
        {
            IsExhausted = keys.Count > 1 && !keys.Any(IsUntried);
            // A source of a single key may have replaced it, which is tried once.
            if (_rejectedKeys.Count >= Math.Max(keys.Count, 2))
                return false;
            _nextKey = keys.FirstOrDefault(key => IsUntried(key) && source.GetRemainingCooldown(key) == TimeSpan.Zero);
            return _nextKey is not null;
        }
    }

    private bool IsUntried(ApiKey key) => !_rejectedKeys.Contains(key.Reveal());
}
