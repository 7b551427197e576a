using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents the rate limits of a model.</summary>
public sealed record ModelRateLimit
{
    /// <summary>Gets the maximum number of requests in any minute: 1 or more; null if no limit is known.</summary>
    /// <value>Range: 1 or more. Default: null.</value>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// Gets the maximum number of prompt and completion tokens in any minute: 1 or more; null if no limit is known.
    /// </summary>
    /// <value>Range: 1 or more. Default: null.</value>
    public long? TokensPerMinute { get; init; }
}

/// <summary>Represents the options of a <see cref="ModelRateLimiter"/>.</summary>
public sealed record ModelRateLimiterOptions
{
    /// <summary>Gets the limits by model: a canonical id of <see cref="MiniMaxModels"/>, or a provider's id.</summary>
    /// <remarks>
    /// Ids that name the same model, such as <c>MiniMax-M2.7</c> and <c>minimax/m2-7-20260402</c>, have the same limit. Each
    /// provider has its own budget.
    /// </remarks>
    /// <value>Default: an empty dictionary.</value>
    public IReadOnlyDictionary<string, ModelRateLimit> Limits { get; init; } = new Dictionary<string, ModelRateLimit>();

    /// <summary>
    /// Gets the limit of each model that <see cref="Limits"/> does not contain, and of requests without a model.
    /// </summary>
    /// <value>Default: no limit until one is learned from the provider.</value>
    public ModelRateLimit DefaultLimit { get; init; } = new();

    /// <summary>Gets the maximum number of requests that wait for one model: zero or more.</summary>
    /// <remarks>A request beyond it fails with <see cref="MiniMaxRateLimitException"/>.</remarks>
    /// <value>Range: zero or more. Default: 1,000.</value>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>Gets the time by which a request counts longer than a minute: zero to a minute.</summary>
    /// <remarks>
    /// The provider counts a request when it arrives. If one takes longer to arrive than those a minute later, for example
    /// because it opened the connection, more arrive within a minute than were sent within a minute.
    /// </remarks>
    /// <value>Range: zero to 1 minute. Default: 1 second.</value>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the clock that measures the minute.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Creates options with the limits that MiniMax publishes for an account.</summary>
    /// <remarks>
    /// As read from others in November 2026 and not verified: 200 requests and 10,000,000 tokens per minute for M3.1-Flash and
    /// M3, 500 and 20,000,000 for M2.x. They apply per account, so that all clients with a key of the account must share the
    /// limiter. Limits that the provider enforces below them are learned.
    /// </remarks>
    public static ModelRateLimiterOptions ForMiniMax()
    {
        var m3 = new ModelRateLimit { RequestsPerMinute = 200, TokensPerMinute = 10_000_000 };
        var m2 = new ModelRateLimit { RequestsPerMinute = 500, TokensPerMinute = 20_000_000 };
        return new()
        {
            Limits = new Dictionary<string, ModelRateLimit>
            {
                [MiniMaxModels.M3_1_Flash] = m3,
                [MiniMaxModels.M3] = m3,
                [MiniMaxModels.M2_7] = m2,
                [MiniMaxModels.M2_7_Highspeed] = m2,
                [MiniMaxModels.M2_5] = m2,
                [MiniMaxModels.M2_5_Highspeed] = m2,
                [MiniMaxModels.M2_1] = m2,
                [MiniMaxModels.M2_1_Highspeed] = m2,
                [MiniMaxModels.M2] = m2,
            },
        };
    }

    /// <summary>Creates options with the limits of an unpaid account on MiniMax's platform in China.</summary>
    /// <remarks>As read from others in November 2026 and not verified: 20 requests and 1,000,000 tokens per minute.</remarks>
    public static ModelRateLimiterOptions ForUnpaidMiniMax() => new()
    {
        DefaultLimit = new() { RequestsPerMinute = 20, TokensPerMinute = 1_000_000 },
    };

    /// <summary>Gets a message for each invalid option.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (TimeProvider is null)
            yield return "TimeProvider is null.";
        if (Limits is null)
        {
            yield return "Limits is null.";
            yield break;
        }

        foreach (string model in Limits.Keys)
        {
            if (Limits.Keys.FirstOrDefault(other => other != model && ModelName.IsSame(other, model)) is { } other)
                yield return $"Limits has '{model}' and '{other}', which name the same model.";
        }

        foreach ((string name, ModelRateLimit? limit) in Limits.Select(static pair => ($"Limits['{pair.Key}']", pair.Value))
            .Append((nameof(DefaultLimit), DefaultLimit)))
        {
            if (limit is null)
                yield return $"{name} is null.";
            if (limit?.RequestsPerMinute < 1)
                yield return $"{name}.RequestsPerMinute is {limit.RequestsPerMinute}; it must be 1 or more.";
            if (limit?.TokensPerMinute < 1)
                yield return $"{name}.TokensPerMinute is {limit.TokensPerMinute}; it must be 1 or more.";
        }

        if (QueueLimit < 0)
            yield return $"QueueLimit is {QueueLimit}; it must be zero or more.";
        if (Margin < TimeSpan.Zero || Margin > TimeSpan.FromMinutes(1))
            yield return $"Margin is {Margin}; it must be zero to a minute.";
    }
}
