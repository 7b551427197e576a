using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Settings of a <see cref="FailoverChatCompletionsClient"/>.</summary>
public sealed record FailoverOptions
{
    /// <summary>The limit on a whole call, over all providers: above zero, at most a day, or infinite.</summary>
    /// <remarks>
    /// Each client's own limits hold beside it. A <see cref="RequestOptions.Timeout"/> comes before it, and before each client's
    /// own <see cref="ChatCompletionsClientOptions.Timeout"/>, so that a plain call that stalls is then not asked for elsewhere.
    /// </remarks>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a provider that failed is asked last: zero to an hour.</summary>
    /// <remarks>
    /// A provider that names a longer wait gets it, up to an hour. One that lacks a model rests for that model alone.
    /// </remarks>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long one provider may take to its first token, or to its plain answer, before the next one is asked too: above zero,
    /// at most a day; null for never.
    /// </summary>
    /// <remarks>
    /// The first token wins, and the other call is cancelled; what it made of its answer is paid for at most providers.
    /// </remarks>
    /// <value>Default: null.</value>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>Where changes of the provider are logged.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of the limit, the rests and the hedging.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What is wrong with the settings; empty when nothing is.</summary>
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
