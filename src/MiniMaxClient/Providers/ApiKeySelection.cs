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
    private readonly object _lock = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly HashSet<string> _rejectedKeys = new(StringComparer.Ordinal);

    private MiniMaxException? _lastRejection;
    private MiniMaxException? _rateLimitRejection;
    private ApiKey? _nextKey;
    private int _keyCount;

    /// <summary>Gets whether the provider has rejected each of several keys, so that no retry can succeed.</summary>
    public bool IsExhausted
    {
        get
        {
            lock (_lock)
                return _keyCount > 1 && _rejectedKeys.Count >= _keyCount;
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
            keys = await GetKeysAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw ErrorFactory.NoApiKey(provider, "its source failed", e);
        }

        if (keys.Count == 1)
            return keys[0];
        lock (_lock)
        {
            if (keys.Where(IsUntried).OrderBy(key => source.GetRemainingCooldown(key, clock)).FirstOrDefault() is { } key)
                return key;
            throw GetRejection() ?? ErrorFactory.NoApiKey(provider, "its source has none");
        }
    }

    /// <summary>Executes an attempt with a key and records the rejection of the key.</summary>
    /// <remarks>
    /// After the rejection of the last key, it throws the rate limit of another key, if there was one, because another provider or
    /// a later call can succeed.
    /// </remarks>
    public async ValueTask<T> ExecuteAttemptAsync<T>(ApiKey key, Func<ApiKey, ValueTask<T>> attempt)
    {
        try
        {
            return await attempt(key).ConfigureAwait(false);
        }
        catch (MiniMaxException e) when (IsKeyRejection(e))
        {
            RecordRejection(key, e);
            if (IsExhausted)
                ExceptionDispatchInfo.Capture(GetRejection()!).Throw();
            throw;
        }
    }

    /// <summary>Determines whether another attempt has a key that the provider has not rejected, and selects that key.</summary>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public async ValueTask<bool> TrySelectNextKeyAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiKey> keys;
        try
        {
            keys = await GetKeysAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The call fails with the rejection.
            return false;
        }

        lock (_lock)
        {
            // A source of a single key may have replaced it, which is tried once.
            if (_rejectedKeys.Count >= Math.Max(keys.Count, 2))
                return false;
            _nextKey = keys.FirstOrDefault(
                key => IsUntried(key) && source.GetRemainingCooldown(key, clock) == TimeSpan.Zero);
            return _nextKey is not null;
        }
    }

    private async ValueTask<IReadOnlyList<ApiKey>> GetKeysAsync(CancellationToken cancellationToken)
    {
        ValueTask<IReadOnlyList<ApiKey>> keysTask = source.GetKeysAsync(cancellationToken);
        IReadOnlyList<ApiKey> keys = keysTask.IsCompletedSuccessfully
            ? keysTask.Result
            : await waitForKeys(keysTask.AsTask(), cancellationToken).ConfigureAwait(false);
        lock (_lock)
            _keyCount = keys.Count;
        return keys;
    }

    private void RecordRejection(ApiKey key, MiniMaxException rejection)
    {
        source.StartCooldown(key, rejection.RetryAfter, clock);
        lock (_lock)
        {
            _rejectedKeys.Add(key.Reveal());
            _lastRejection = rejection;
            _rateLimitRejection = rejection as MiniMaxRateLimitException ?? _rateLimitRejection;
        }
    }

    private MiniMaxException? GetRejection() => _rateLimitRejection ?? _lastRejection;

    private bool IsUntried(ApiKey key) => !_rejectedKeys.Contains(key.Reveal());
}
