namespace MiniMaxClient.Testing;

/// <summary>Settings of a <see cref="MiniMaxEmulator"/>.</summary>
public sealed class MiniMaxEmulatorOptions
{
    /// <summary>The first API key that the emulator accepts. Default: "test-key".</summary>
    public string ApiKey { get; init; } = "test-key";

    /// <summary>The API keys that the emulator accepts in addition to <see cref="ApiKey"/>. Default: none.</summary>
    public IReadOnlyCollection<string> ApiKeys { get; init; } = [];

    /// <summary>
    /// Whether a request without an API key is rejected. Default: true; false for a host without keys, such as vLLM.
    /// </summary>
    public bool RequiresApiKey { get; init; } = true;

    /// <summary>The model ids that every provider accepts. Default: null, each provider accepts its own ids.</summary>
    /// <remarks>
    /// AIML API validates requests for other ids with the schema of <c>minimax/m2-7-highspeed</c> and returns the id unchanged.
    /// MiniMax's rules for messages and functions apply only to M2-her and to ids that contain "MiniMax"; the rules of a model
    /// apply only to MiniMax's ids.
    /// </remarks>
    public IReadOnlyCollection<string>? Models { get; init; }

    /// <summary>
    /// The response of <see cref="MiniMaxEmulator.MiniMax"/> to requests for models that MiniMax is reported to have retired.
    /// Default: <see cref="RetiredModelBehavior.Available"/>.
    /// </summary>
    public RetiredModelBehavior RetiredModels { get; init; }

    /// <summary>
    /// The HTTP status of non-streaming chat completions of AIML API. Range: 200 to 299. Default: 200; its older schemas
    /// have 201.
    /// </summary>
    public int AimlApiSuccessStatus { get; init; } = 200;

    /// <summary>The port on the loopback address. Range: 0 to 65,535. Default: 0, a free port.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The function that creates the reply to an accepted request if no reply is queued. Default: null. A null function or a null
    /// reply means <see cref="Reply.Default"/>.
    /// </summary>
    /// <remarks>The emulator calls the function concurrently.</remarks>
    public Func<RecordedRequest, Reply?>? Responder { get; init; }

    /// <summary>
    /// Whether the default reply calls the first tool of the request. Default: false, it calls a tool only if
    /// <c>tool_choice</c> requires one.
    /// </summary>
    public bool CallsTools { get; init; }

    /// <summary>
    /// The maximum number of requests in <see cref="MiniMaxEmulator.Requests"/>: at least 1. The oldest are removed first.
    /// Range: at least 1. Default: null, no limit.
    /// </summary>
    public int? MaxRecordedRequests { get; init; }

    /// <summary>The rate limits of each API key and model. Default: null, none.</summary>
    public EmulatorRateLimit? RateLimit { get; init; }

    /// <summary>The account whose balance the providers return. Default: $100, and a plan that is not used.</summary>
    public EmulatorAccount Account { get; init; } = new();

    /// <summary>
    /// The minimum number of tokens of a prefix that the prompt cache stores. Range: at least 0. Default: 0; a page of MiniMax
    /// has 512, but its samples have fewer cached tokens.
    /// </summary>
    public int MinCacheableTokens { get; init; }

    /// <summary>The clock for delays, timestamps, rate limits and the prompt cache. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal string[] AllKeys => [.. ApiKeys.Prepend(ApiKey).Distinct()];

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ApiKey);
        ArgumentNullException.ThrowIfNull(ApiKeys);
        foreach (string key in ApiKeys)
            ArgumentException.ThrowIfNullOrWhiteSpace(key, nameof(ApiKeys));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(Account);
        Account.Validate();
        RateLimit?.Validate();
        if (!Enum.IsDefined(RetiredModels))
            throw new ArgumentOutOfRangeException(nameof(RetiredModels), RetiredModels, null);
        ArgumentOutOfRangeException.ThrowIfLessThan(AimlApiSuccessStatus, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AimlApiSuccessStatus, 299);
        ArgumentOutOfRangeException.ThrowIfNegative(MinCacheableTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        if (MaxRecordedRequests is { } maximum)
            ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1, nameof(MaxRecordedRequests));
    }
}
