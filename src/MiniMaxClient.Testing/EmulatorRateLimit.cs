namespace MiniMaxClient.Testing;

/// <summary>The rate limits that a <see cref="MiniMaxEmulator"/> enforces.</summary>
/// <remarks>
/// They apply to chat completions and messages, separately for each provider, API key and model, over the last 60 seconds of
/// <see cref="MiniMaxEmulatorOptions.TimeProvider"/>. A request above a limit gets the provider's error 429, dequeues no reply
/// and does not count.
/// </remarks>
public sealed record EmulatorRateLimit
{
    /// <summary>The maximum number of accepted requests in a minute. Range: at least 1. Default: null, no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>
    /// The maximum number of prompt and completion tokens in a minute. Range: at least 1. Default: null, no limit.
    /// </summary>
    /// <remarks>
    /// A request is accepted if its prompt fits; its completion counts, even above the limit, when the response starts. A
    /// response without a completion, such as a queued error, counts no tokens.
    /// </remarks>
    public int? TokensPerMinute { get; init; }

    /// <summary>
    /// Whether the error has a <c>Retry-After</c> header with the wait until the request would be accepted; for ModelsLab it is
    /// <c>retry_after</c> in the body. Default: false, MiniMax sends none.
    /// </summary>
    public bool SendsRetryAfter { get; init; }

    /// <summary>
    /// Whether the error is one with HTTP status 200 and MiniMax's code 1002, as for <see cref="Reply.InBandError"/>. Default:
    /// false, the HTTP status is 429.
    /// </summary>
    public bool IsInBand { get; init; }

    internal void Validate()
    {
        if (RequestsPerMinute is { } requests)
            ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1, nameof(RequestsPerMinute));
        if (TokensPerMinute is { } tokens)
            ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(TokensPerMinute));
    }
}
