using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient;

/// <summary>Represents the source of an adapter's API keys: one key, several, or a delegate that gets the current key.</summary>
/// <remarks>
/// <para>A call whose key is rejected (status 401, 402 or 429, or the provider's code for one of them) continues with another key
/// of the source, as a further attempt without delay, and uses each of them at most once; it fails if no key is left. Only if all
/// other keys are invalid, the last one is retried after a rate limit, as a single key is. Calls prefer other keys until the
/// <see cref="Cooldown"/> of a rejected one is over.</para>
/// <para>A string is converted to a source of one key. Sources are thread-safe; clients of one provider can share one.</para>
/// </remarks>
[DebuggerDisplay("***")]
public sealed class ApiKeySource
{
    // A server's mistake must not retire a key for days.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Func<CancellationToken, ValueTask<IReadOnlyList<ApiKey>>> _getKeys;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, (long Start, TimeSpan Duration, bool IsInvalid)> _cooldowns = new(StringComparer.Ordinal);

    /// <summary>Initializes a new instance that has one or more keys.</summary>
    /// <param name="apiKeys">The keys, in the order in which they are used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKeys"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no key, or a key is repeated or not valid.</exception>
    public ApiKeySource(params string[] apiKeys)
    {
        ArgumentNullException.ThrowIfNull(apiKeys);
        InitialKeys = Validate(apiKeys, nameof(apiKeys));
        if (InitialKeys.Count == 0)
            throw new ArgumentException("The source has no API key.", nameof(apiKeys));
        _getKeys = _ => new(InitialKeys);
        SingleKey = InitialKeys.Count == 1 ? InitialKeys[0] : null;
    }

    /// <summary>Initializes a new instance that gets the key of each attempt from a delegate, such as that of a vault.</summary>
    /// <param name="getApiKey">
    /// The delegate. It is called before each attempt, on another thread, and once more after a rejection: if it then returns
    /// another key, that key is used. It should cache the key. The total timeout of the call includes the wait for it.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="getApiKey"/> is null.</exception>
    public ApiKeySource(Func<CancellationToken, ValueTask<string>> getApiKey)
    {
        ArgumentNullException.ThrowIfNull(getApiKey);
        // On another thread, because a delegate that blocks must not block the end of the call.
        _getKeys = token => new(Task.Run<IReadOnlyList<ApiKey>>(
            async () => [new ApiKey(await getApiKey(token).ConfigureAwait(false), nameof(getApiKey))], token));
    }

    /// <summary>Initializes a new instance that reads its keys before each attempt.</summary>
    /// <exception cref="ArgumentException">A key is repeated or not valid.</exception>
    internal ApiKeySource(Func<IReadOnlyList<string>> readApiKeys)
    {
        InitialKeys = Validate(readApiKeys(), nameof(readApiKeys));
        _getKeys = _ => new(Validate(readApiKeys(), nameof(readApiKeys)));
    }

    /// <summary>Gets the time for which other keys are preferred to one that the provider rejected.</summary>
    /// <remarks>A <c>Retry-After</c> of the response replaces it, up to an hour.</remarks>
    /// <value>Range: zero to 1 day. Default: 1 minute.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Cooldown
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The cooldown must be zero to 1 day.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the keys at the creation of the source; empty if a delegate gets them asynchronously.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal IReadOnlyList<ApiKey> InitialKeys { get; } = [];

    /// <summary>Gets the only key, if it never changes; otherwise null.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ApiKey? SingleKey { get; }

    /// <summary>Converts an API key to a source of that key.</summary>
    /// <param name="apiKey">The API key; null for no source.</param>
    /// <exception cref="ArgumentException">The key is not valid.</exception>
    [return: NotNullIfNotNull(nameof(apiKey))]
    public static implicit operator ApiKeySource?(string? apiKey) => FromString(apiKey);

    /// <inheritdoc cref="op_Implicit(string?)"/>
    [return: NotNullIfNotNull(nameof(apiKey))]
    public static ApiKeySource? FromString(string? apiKey)
    {
        if (apiKey is null)
            return null;
        // The exception names the argument of the adapter to which the string is passed.
        _ = new ApiKey(apiKey, nameof(apiKey));
        return new(apiKey);
    }

    /// <summary>Gets the current keys.</summary>
    /// <exception cref="ArgumentException">A key is not valid.</exception>
    internal ValueTask<IReadOnlyList<ApiKey>> GetKeysAsync(CancellationToken cancellationToken) => _getKeys(cancellationToken);

    /// <summary>Gets the remaining cooldown of a key; zero if it has none.</summary>
    internal TimeSpan GetRemainingCooldown(ApiKey key, TimeProvider clock)
    {
        lock (_cooldowns)
        {
            return _cooldowns.TryGetValue(key.Reveal(), out (long Start, TimeSpan Duration, bool IsInvalid) cooldown)
                && cooldown.Duration - clock.GetElapsedTime(cooldown.Start) is { Ticks: > 0 } remaining
                    ? remaining
                    : TimeSpan.Zero;
        }
    }

    /// <summary>Determines whether a key is in its cooldown for another reason than its rate.</summary>
    internal bool IsInvalid(ApiKey key, TimeProvider clock)
    {
        lock (_cooldowns)
        {
            return GetRemainingCooldown(key, clock) > TimeSpan.Zero && _cooldowns[key.Reveal()].IsInvalid;
        }
    }

    /// <summary>Starts the cooldown of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rejection">The rejection of the key.</param>
    /// <param name="clock">The clock of the client.</param>
    internal void StartCooldown(ApiKey key, MiniMaxException rejection, TimeProvider clock)
    {
        TimeSpan duration = rejection.RetryAfter is { Ticks: > 0 } delay ? delay : Cooldown;
        if (rejection.RetryAfter > MaxRetryAfter)
            duration = MaxRetryAfter;
        lock (_cooldowns)
        {
            // The keys of a vault change.
            string[] ended =
            [
                .. _cooldowns.Where(entry => clock.GetElapsedTime(entry.Value.Start) >= entry.Value.Duration)
                    .Select(static entry => entry.Key),
            ];
            foreach (string endedKey in ended)
                _cooldowns.Remove(endedKey);
            _cooldowns[key.Reveal()] = (clock.GetTimestamp(), duration, rejection is not MiniMaxRateLimitException);
        }
    }

    /// <summary>Returns asterisks.</summary>
    public override string ToString() => "***";

    private static ApiKey[] Validate(IReadOnlyList<string> apiKeys, string parameterName)
    {
        ApiKey[] keys = [.. apiKeys.Select(key => new ApiKey(key, parameterName))];
        return keys.Select(static key => key.Reveal()).Distinct(StringComparer.Ordinal).Count() == keys.Length
            ? keys
            : throw new ArgumentException("An API key is repeated.", parameterName);
    }
}
