using System.Diagnostics;

namespace MiniMaxClient;

/// <summary>Options of a single call that are not part of the request body.</summary>
public sealed record RequestOptions
{
    private const int MaxLength = 60;

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

    /// <summary>The maximum number of retries of the call, for each provider of a failover client.</summary>
    /// <remarks>
    /// It applies to the client's own retries only, not to those of <see cref="ResilienceOptions.Pipeline"/>, nor to
    /// <see cref="BulkOptions.MaxRequeues"/>. A change to another API key after a rejected one is no retry.
    /// </remarks>
    /// <value>Range: 0 to 10. Default: null, which is <see cref="ResilienceOptions.MaxRetryAttempts"/> of the client.</value>
    public int? MaxRetryAttempts { get; init; }

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

    /// <summary>Returns the options that are set; of the headers only their names.</summary>
    public override string ToString() => DisplayText.Join(
        ", ",
        DisplayText.Named("timeout", Timeout),
        DisplayText.Named("headers timeout", HeadersTimeout),
        DisplayText.Named("first token timeout", FirstTokenTimeout),
        DisplayText.Named("idle timeout", IdleTimeout),
        DisplayText.Named("retries", MaxRetryAttempts),
        ClientRequestId is null ? null : $"client request {DisplayText.Shorten(ClientRequestId, MaxLength)}",
        DisplayText.Named("prompt caching", PromptCaching),
        Headers is { Count: > 0 } headers
            ? $"headers {DisplayText.Shorten(string.Join(" ", headers.Keys), MaxLength)}"
            : null);

    /// <summary>The names of the fields that a provider may omit if it does not support them; null for none.</summary>
    internal IReadOnlyCollection<string>? OptionalFields { get; init; }

    /// <summary>The log to which attempts are added if the call is part of another call; null for a log of its own.</summary>
    internal AttemptLog? AttemptLog { get; init; }

    /// <summary>The remaining time of an outer timeout, or null if there is none.</summary>
    internal Func<TimeSpan>? RemainingTime { get; init; }
}

/// <summary>The valid range of a number of retries.</summary>
internal static class RetryRange
{
    public const int Maximum = 10;
}

/// <summary>The valid range of a timeout.</summary>
internal static class TimeoutRange
{
    public const string Description = "above zero, at most a day, or infinite";

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    public static bool IsValid(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan || (timeout > TimeSpan.Zero && timeout <= MaxTimeout);
}
