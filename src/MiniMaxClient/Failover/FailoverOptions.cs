using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Options of a <see cref="FailoverChatCompletionsClient"/>.</summary>
public sealed record FailoverOptions
{
    /// <summary>The timeout of a call over all providers. Range: above zero to 1 day, or infinite.</summary>
    /// <remarks>
    /// The timeouts of each client apply too. A <see cref="RequestOptions.Timeout"/> replaces this timeout and each client's
    /// <see cref="ChatCompletionsClientOptions.Timeout"/>; a non-streaming call that stalls then does not fail over.
    /// </remarks>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time for which a provider that failed is used last. Range: zero to 1 hour.</summary>
    /// <remarks>
    /// A longer <c>Retry-After</c> of the provider replaces it, up to 1 hour. If a model was not found, the cooldown applies to
    /// that model only.
    /// </remarks>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time without a first token, or without a non-streaming response, after which a hedged request is sent to the next
    /// provider. Range: above zero to 1 day.
    /// </summary>
    /// <remarks>
    /// The provider with the first token is used, and the other call is canceled; most providers charge for the tokens that the
    /// canceled call has generated.
    /// </remarks>
    /// <value>Default: null, which disables hedging.</value>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>The logger factory, which logs failovers and hedged requests.</summary>
    /// <value>Default: null, which is that of the first client that has one.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock for the timeout, the cooldowns and hedging.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Validates the options; returns a message for each invalid one.</summary>
    internal IReadOnlyList<string> GetProblems()
    {
        var problems = new List<string>();
        if (!TimeoutRange.IsValid(Timeout))
            problems.Add($"{nameof(Timeout)} is {Timeout}; it must be {TimeoutRange.Description}.");
        if (CoolDown < TimeSpan.Zero || CoolDown > TimeSpan.FromHours(1))
            problems.Add($"{nameof(CoolDown)} is {CoolDown}; it must be zero to an hour.");
        if (HedgeAfter is { } delay && (delay <= TimeSpan.Zero || delay > TimeSpan.FromDays(1)))
            problems.Add($"{nameof(HedgeAfter)} is {delay}; it must be above zero and at most a day.");
        return problems;
    }
}
