using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Represents the options of a <see cref="ChatCompletionsClient"/>.</summary>
public sealed record ChatCompletionsClientOptions
{
    /// <summary>
    /// The model of requests without a <see cref="ChatCompletionRequest.Model"/>: a canonical id of <see cref="MiniMaxModels"/>,
    /// or an id of the provider.
    /// </summary>
    /// <value>Default: null; a request without a model is invalid.</value>
    public string? DefaultModel { get; init; }

    /// <summary>
    /// The timeout of a call, including its retries and its stream: more than zero, at most one day, or infinite.
    /// </summary>
    /// <remarks>
    /// For a non-streaming completion, the only timeout after the connection is open: the headers arrive with the response.
    /// </remarks>
    /// <value>Range: above zero to 1 day, or infinite. Default: 10 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The timeout for opening a connection: more than zero, at most one day, or infinite.</summary>
    /// <remarks>
    /// Applies to an HTTP client that this library or <c>AddMiniMaxClient</c> creates, unless the app configures its primary
    /// handler, and uses the system clock. It is not available on <c>netstandard2.0</c>, whose HTTP handler has no such timeout.
    /// </remarks>
    /// <value>Range: above zero to 1 day, or infinite. Default: 15 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The timeout for the response headers of a stream, a model list or a token count, from the start of an attempt: more than
    /// zero, at most one day, or infinite.
    /// </summary>
    /// <value>Range: above zero to 1 day, or infinite. Default: 2 minutes.</value>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The timeout for the first token of a stream, which is text, reasoning or a tool call, from the start of an attempt: more
    /// than zero, at most one day, or infinite.
    /// </summary>
    /// <value>Range: above zero to 1 day, or infinite. Default: 3 minutes.</value>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The maximum time without data in a stream after its first token: more than zero, at most one day, or infinite.
    /// </summary>
    /// <remarks>
    /// Each line restarts it, including a comment that keeps the connection alive. The time that the consumer spends between two
    /// chunks does not count.
    /// </remarks>
    /// <value>Range: above zero to 1 day, or infinite. Default: 2 minutes.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The options for retries, the circuit breaker and concurrency.</summary>
    /// <value>Default: the defaults of <see cref="ResilienceOptions"/>.</value>
    public ResilienceOptions Resilience { get; init; } = new();

    /// <summary>The limit on the cost of calls. Several clients can share one.</summary>
    /// <value>Default: none.</value>
    public SpendLimit? SpendLimit { get; init; }

    /// <summary>The handling of fields that the model or provider does not support.</summary>
    /// <value>Default: <see cref="UnsupportedFieldHandling.Throw"/>.</value>
    public UnsupportedFieldHandling UnsupportedFields { get; init; }

    /// <summary>
    /// The handling of a system or developer message after other messages, if the model or the protocol accepts one only at the
    /// start, as MiniMax models and the Anthropic protocol do.
    /// </summary>
    /// <remarks>Several such messages at the start are joined, regardless of this option.</remarks>
    /// <value>Default: <see cref="LateSystemMessageHandling.Throw"/>.</value>
    public LateSystemMessageHandling LateSystemMessages { get; init; }

    /// <summary>The placement of the markers of the prompt cache (<see cref="CacheControl"/>) in the Anthropic style.</summary>
    /// <remarks>
    /// A provider charges more for tokens that it writes to its cache, and less for those that it reads from it: markers save
    /// money if the requests within 5 minutes start in the same way.
    /// </remarks>
    /// <value>Default: <see cref="PromptCaching.Manual"/>.</value>
    public PromptCaching PromptCaching { get; init; }

    /// <summary>
    /// The handling, by an <c>IChatClient</c> over this client, of message contents and tools that cannot be represented in a
    /// request, such as the server-side tool calls of another provider or a hosted tool.
    /// </summary>
    /// <value>Default: <see cref="UnsupportedContentHandling.Throw"/>.</value>
    public UnsupportedContentHandling UnsupportedContents { get; init; }

    /// <summary>
    /// The maximum length of a non-streaming response in bytes, after decompression: 1,024 to 1,073,741,824 (1 GiB).
    /// </summary>
    /// <value>Range: 1,024 to 1 GiB. Default: 64 MiB.</value>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// The maximum length of one event of a stream in bytes, after decompression: 1,024 to 1,073,741,824 (1 GiB).
    /// </summary>
    /// <value>Range: 1,024 to 1 GiB. Default: 16 MiB.</value>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The maximum length of a stream in bytes, after decompression: 1,024 or more.</summary>
    /// <value>Range: 1,024 or more. Default: 1 GiB.</value>
    public long MaxStreamBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>The maximum nesting depth of the JSON in a response: 8 to 256.</summary>
    /// <value>Range: 8 to 256. Default: 64.</value>
    public int MaxDepth { get; init; } = JsonSettings.MaxDepth;

    /// <summary>The maximum number of tool calls in one streamed response: 1 to 1,024.</summary>
    /// <remarks>Also the exclusive upper bound of a tool call's index.</remarks>
    /// <value>Range: 1 to 1,024. Default: 1,024.</value>
    public int MaxToolCalls { get; init; } = 1024;

    /// <summary>The prices from which the cost of a call is estimated when the provider does not report it.</summary>
    /// <remarks><see cref="ChatCompletionsClient.ListModelsAsync"/> adds the prices that the provider lists.</remarks>
    /// <value>Default: a new, empty instance.</value>
    public ModelPrices Prices { get; init; } = new();

    /// <summary>
    /// Whether spans include message content: the messages of the request and the response, and the text of an error.
    /// </summary>
    /// <remarks>
    /// Message content may be personal data. For files and images that are given as bytes, only the media type and the length are
    /// recorded.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool EnableSensitiveData { get; init; }

    /// <summary>The factory of the logger for warnings and, at the level Debug, for one line per call.</summary>
    /// <value>Default: none.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock for timeouts and durations.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The services for tools, if a container created the client.</summary>
    internal IServiceProvider? Services { get; init; }

    /// <summary>Gets the model of a request, or else the default model; empty without either.</summary>
    internal string ResolveModel(ChatCompletionRequest request) =>
        !string.IsNullOrEmpty(request.Model) ? request.Model
        // A model of a wrong type is a mistake; it must not select another model, which is paid for.
        : request.AdditionalProperties.ContainsKey("model") ? ""
        : DefaultModel ?? "";

    /// <summary>Validates the options; returns one message for each problem.</summary>
    internal IReadOnlyList<string> GetProblems()
    {
        var problems = new List<string>();
        if (DefaultModel is not null && string.IsNullOrWhiteSpace(DefaultModel))
            problems.Add($"{nameof(DefaultModel)} is empty; it must be the id of a model, or null.");
        CheckTime(nameof(Timeout), Timeout);
        CheckTime(nameof(ConnectTimeout), ConnectTimeout);
        CheckTime(nameof(HeadersTimeout), HeadersTimeout);
        CheckTime(nameof(FirstTokenTimeout), FirstTokenTimeout);
        CheckTime(nameof(IdleTimeout), IdleTimeout);
        problems.AddRange(Resilience.GetProblems());
        if (UnsupportedFields is not (UnsupportedFieldHandling.Throw or UnsupportedFieldHandling.Drop))
            problems.Add($"{nameof(UnsupportedFields)} is {UnsupportedFields}; it must be Throw or Drop.");
        if (PromptCaching is not (PromptCaching.Manual or PromptCaching.Automatic))
            problems.Add($"{nameof(PromptCaching)} is {PromptCaching}; it must be Manual or Automatic.");
        if (LateSystemMessages is not (LateSystemMessageHandling.Throw or LateSystemMessageHandling.MoveToFront
            or LateSystemMessageHandling.SendAsUser))
            problems.Add($"{nameof(LateSystemMessages)} is {LateSystemMessages}; it must be Throw, MoveToFront or SendAsUser.");
        if (UnsupportedContents is not (UnsupportedContentHandling.Throw or UnsupportedContentHandling.Drop))
            problems.Add($"{nameof(UnsupportedContents)} is {UnsupportedContents}; it must be Throw or Drop.");
        CheckBytes(nameof(MaxResponseBytes), MaxResponseBytes);
        CheckBytes(nameof(MaxEventBytes), MaxEventBytes);
        if (MaxStreamBytes < 1024)
            problems.Add($"{nameof(MaxStreamBytes)} is {MaxStreamBytes}; it must be 1024 or more.");
        if (MaxDepth is < 8 or > 256)
            problems.Add($"{nameof(MaxDepth)} is {MaxDepth}; it must be 8 to 256.");
        if (MaxToolCalls is < 1 or > 1024)
            problems.Add($"{nameof(MaxToolCalls)} is {MaxToolCalls}; it must be 1 to 1024.");
        return problems;

        void CheckTime(string name, TimeSpan limit)
        {
            if (!TimeoutRange.IsValid(limit))
                problems.Add($"{name} is {limit}; it must be {TimeoutRange.Description}.");
        }

        void CheckBytes(string name, int value)
        {
            if (value is < 1024 or > 1024 * 1024 * 1024)
                problems.Add($"{name} is {value}; it must be 1024 to 1073741824.");
        }
    }
}
