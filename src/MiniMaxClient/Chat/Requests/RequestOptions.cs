namespace MiniMaxClient;

/// <summary>Settings of one call that are not part of the body.</summary>
public sealed record RequestOptions
{
    /// <summary>The limit on the whole call, retries and stream included: above zero, at most a day, or infinite.</summary>
    /// <value>Default: <see cref="ChatCompletionsClientOptions.Timeout"/>.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The limit on a stream's headers: above zero, at most a day, or infinite.</summary>
    /// <value>Default: <see cref="ChatCompletionsClientOptions.HeadersTimeout"/>.</value>
    public TimeSpan? HeadersTimeout { get; init; }

    /// <summary>The limit on a stream's first token: above zero, at most a day, or infinite.</summary>
    /// <value>Default: <see cref="ChatCompletionsClientOptions.FirstTokenTimeout"/>.</value>
    public TimeSpan? FirstTokenTimeout { get; init; }

    /// <summary>The limit on a stream's silence after its first token: above zero, at most a day, or infinite.</summary>
    /// <value>Default: <see cref="ChatCompletionsClientOptions.IdleTimeout"/>.</value>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>An id of the caller's for the call: 1 to 128 of <c>A-Z a-z 0-9 . _ : -</c>.</summary>
    /// <remarks>Sent as <c>X-Client-Request-Id</c>, which AIML API and RunAPI document.</remarks>
    public string? ClientRequestId { get; init; }

    /// <summary>Further request headers; those that carry the key or frame the body are refused.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Where the attempts are noted when the call is part of another one; null for a log of its own.</summary>
    internal AttemptLog? Log { get; init; }

    /// <summary>What is left of a limit on time around the call; null when there is none.</summary>
    internal Func<TimeSpan>? TimeLeft { get; init; }
}

/// <summary>What a limit on time may be.</summary>
internal static class TimeLimit
{
    public const string Range = "above zero, at most a day, or infinite";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static bool IsValid(TimeSpan limit) =>
        limit == Timeout.InfiniteTimeSpan || (limit > TimeSpan.Zero && limit <= Longest);
}
