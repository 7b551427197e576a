using System.Diagnostics;
using System.Runtime.ExceptionServices;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Providers;

/// <summary>Selects the API keys of one call's attempts.</summary>
/// <remarks>This type is thread-safe: a pipeline of the application can run attempts concurrently.</remarks>
/// <param name="provider">The name of the provider.</param>
/// <param name="source">The source of the keys.</param>
/// <param name="clock">The clock of the cooldowns.</param>
/// <param name="waitForKeys">
/// Waits for the source, which is code of the application and can ignore its token, until the call or the token ends the wait.
/// </param>
[DebuggerDisplay("***")]
internal sealed class ApiKeySelection(
    string provider,
    ApiKeySource source,
    TimeProvider clock,
    Func<Task<IReadOnlyList<ApiKey>>, CancellationToken, Task<IReadOnlyList<ApiKey>>> waitForKeys)
{
    // Bounds the changes of keys that are replaced while a call runs.
    private const int MaxRejectionCount = 100;

    private readonly object _lock = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly HashSet<string> _rejectedKeys = new(StringComparer.Ordinal);

    private IReadOnlyList<ApiKey> _keys = [];
    private MiniMaxRateLimitException? _rateLimitRejection;
    private MiniMaxException? _lastRejection;

    /// <summary>Gets whether no retry can succeed, because the provider has rejected each of several keys.</summary>
    public bool IsExhausted
    {
        get
        {
            lock (_lock)
                return _keys.Count > 1 && SelectKey() is null;
        }
    }

    /// <summary>Determines whether an exception is the provider's rejection of a key.</summary>
    public static bool IsKeyRejection(Exception? failure) =>
        failure is MiniMaxAuthenticationException { StatusCode: not null }
            or MiniMaxInsufficientCreditsException { StatusCode: not null }
            or MiniMaxRateLimitException { StatusCode: not null };

    /// <summary>Gets the key of the next attempt.</summary>
    /// <exception cref="MiniMaxException">The source failed or has no valid key, or all keys were rejected.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public async ValueTask<ApiKey> GetKeyAsync(CancellationToken cancellationToken)
    {
        if (await TryReadKeysAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            throw ErrorFactory.NoApiKey(provider, "its source failed", failure);
        lock (_lock)
        {
            return SelectKey()
                ?? throw (_rateLimitRejection ?? _lastRejection ?? ErrorFactory.NoApiKey(provider, "its source has none"));
        }
    }

    /// <summary>Executes an attempt with a key and records the rejection of the key.</summary>
    /// <remarks>
    /// If another key was rejected for its rate before, it throws that rejection instead of that of an invalid key, because a
    /// retry, another provider or a later call can succeed.
    /// </remarks>
    public async ValueTask<T> ExecuteAttemptAsync<T>(ApiKey key, Func<ApiKey, ValueTask<T>> attempt)
    {
        try
        {
            return await attempt(key).ConfigureAwait(false);
        }
        catch (MiniMaxException e) when (IsKeyRejection(e))
        {
            if (RecordRejection(key, e) is { } rateLimit && rateLimit != e)
                ExceptionDispatchInfo.Capture(rateLimit).Throw();
            throw;
        }
    }

    /// <summary>Determines whether an attempt without delay has a key that the provider has not rejected.</summary>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public async ValueTask<bool> HasNextKeyAsync(CancellationToken cancellationToken)
    {
        // If the source fails, the call fails with the rejection.
        if (await TryReadKeysAsync(cancellationToken).ConfigureAwait(false) is not null)
            return false;
        lock (_lock)
        {
            // A source of a single key may have replaced it, which is tried once.
            return _keys.Count == 1
                ? IsUntried(_keys[0]) && _rejectedKeys.Count == 1
                : _rejectedKeys.Count < MaxRejectionCount && _keys.Any(key => IsUntried(key) && !IsCoolingDown(key));
        }
    }

    /// <summary>Selects the key of an attempt; null if none is left. The caller holds the lock.</summary>
    /// <remarks>
    /// Of the keys without a cooldown it is the first; of the others, one that was rejected for its rate, whose cooldown ends
    /// first. If all others are invalid, the last one is used as a single key is, and so again after the delay of a retry.
    /// </remarks>
    private ApiKey? SelectKey()
    {
        if (_keys.Count == 1)
            return _keys[0];
        ApiKey[] untried = [.. _keys.Where(IsUntried)];
        ApiKey[] usable = [.. _keys.Where(key => !source.IsInvalid(key, clock))];
        ApiKey? next = untried.Where(usable.Contains).OrderBy(key => source.GetRemainingCooldown(key, clock)).FirstOrDefault();
        if (next is not null)
            return next;
        if (usable.Length == 1)
            return usable[0];
        return usable.Length == 0 ? untried.OrderBy(key => source.GetRemainingCooldown(key, clock)).FirstOrDefault() : null;
    }

    /// <summary>Reads the keys; returns the failure of the source, if it failed.</summary>
    private async ValueTask<Exception?> TryReadKeysAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<ApiKey>>? keysTask = null;
        try
        {
            keysTask = source.GetKeysAsync(cancellationToken).AsTask();
            IReadOnlyList<ApiKey> keys = keysTask.Status == TaskStatus.RanToCompletion
                ? keysTask.Result
                : await waitForKeys(keysTask, cancellationToken).ConfigureAwait(false);
            lock (_lock)
                _keys = keys;
            return null;
        }
        catch (Exception e) when (keysTask?.IsCompleted != false && !cancellationToken.IsCancellationRequested)
        {
            // Also a cancellation by the source, such as the timeout of its own HTTP client.
            return e;
        }
    }

    private MiniMaxRateLimitException? RecordRejection(ApiKey key, MiniMaxException rejection)
    {
        source.StartCooldown(key, rejection, clock);
        lock (_lock)
        {
            _rejectedKeys.Add(key.Reveal());
            _lastRejection = rejection;
            return _rateLimitRejection = rejection as MiniMaxRateLimitException ?? _rateLimitRejection;
        }
    }

    private bool IsUntried(ApiKey key) => !_rejectedKeys.Contains(key.Reveal());

    private bool IsCoolingDown(ApiKey key) => source.GetRemainingCooldown(key, clock) > TimeSpan.Zero;
}
