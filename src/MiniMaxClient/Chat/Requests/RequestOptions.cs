using System.Diagnostics;

namespace MiniMaxClient;

/// <summary>Options of a single call that are not part of the request body.</summary>
public sealed record RequestOptions
{
    /// <summary>
    /// The timeout of the entire call, including retries and the stream: above zero, at most a day, or infinite.
    /// </summary>
    /// <value>Range: above zero to 1 day, or infinite. Default: <see cref="ChatCompletionsClientOptions.Timeout"/>.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The timeout until the response headers of a stream: above zero, at most a day, or infinite.</summary>
    /// <value>Range: above zero to 1 day, or infinite. Default: <see
    /// cref="ChatCompletionsClientOptions.HeadersTimeout"/>.</value>
    public TimeSpan? HeadersTimeout { get; init; }

    /// <summary>The timeout until the first token of a stream: above zero, at most a day, or infinite.</summary>
    /// <value>Range: above zero to 1 day, or infinite. Default: <see
    /// cref="ChatCompletionsClientOptions.FirstTokenTimeout"/>.</value>
    public TimeSpan? FirstTokenTimeout { get; init; }

    /// <summary>
    /// The maximum time without data after the first token of a stream: above zero, at most a day, or infinite.
    /// </summary>
    /// <value>Range: above zero to 1 day, or infinite. Default: <see cref="ChatCompletionsClientOptions.IdleTimeout"/>.</value>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>The client request id: 1 to 128 characters from <c>A-Z a-z 0-9 . _ : -</c>.</summary>
    /// <remarks>Sent as <c>X-Client-Request-Id</c>, which AIML API and RunAPI document.</remarks>
    /// <value>Default: none.</value>
    public string? ClientRequestId { get; init; }

    /// <summary>The placement of the markers of the prompt cache.</summary>
    /// <value>Default: null, which is <see cref="ChatCompletionsClientOptions.PromptCaching"/>.</value>
    public PromptCaching? PromptCaching { get; init; }

    /// <summary>Additional request headers; headers that carry the API key or frame the body are rejected.</summary>
    /// <value>Default: none.</value>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The names of the fields that a provider may omit if it does not support them; null for none.</summary>
    internal IReadOnlyCollection<string>? OptionalFields { get; init; }

    /// <summary>The log to which attempts are added if the call is part of another call; null for a log of its own.</summary>
    internal AttemptLog? AttemptLog { get; init; }

    /// <summary>The remaining time of an outer timeout, or null if there is none.</summary>
    internal Func<TimeSpan>? RemainingTime { get; init; }
}

/// <summary>The valid range of a timeout.</summary>
internal static class TimeoutRange
{
    public const string Description = "above zero, at most a day, or infinite";

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    public static bool IsValid(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan || (timeout > TimeSpan.Zero && timeout <= MaxTimeout);
}
