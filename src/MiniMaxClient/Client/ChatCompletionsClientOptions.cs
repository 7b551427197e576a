using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Settings of a <see cref="ChatCompletionsClient"/>.</summary>
public sealed record ChatCompletionsClientOptions
{
    /// <summary>The limit on a whole call, retries and stream included: above zero, at most a day, or infinite.</summary>
    /// <remarks>It is the only one on a plain call that is connected: until its answer is whole, nothing comes.</remarks>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The limit on making a connection: above zero, at most a day, or infinite.</summary>
    /// <remarks>
    /// It counts in real time, and where the client has connections of its own or those of <c>AddMiniMaxClient</c>; not on
    /// <c>netstandard2.0</c>, whose handler knows none.
    /// </remarks>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The limit on the headers of a stream, of a list of models, of a count of tokens, from the start of an attempt: above zero,
    /// at most a day, or infinite.
    /// </summary>
    /// <value>Default: 2 minutes.</value>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The limit on the first token of a stream, text, thinking or tool call, from the start of an attempt: above zero, at most a
    /// day, or infinite.
    /// </summary>
    /// <value>Default: 3 minutes.</value>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The limit on the silence of a stream after its first token, in which no line comes, not even one that keeps the connection
    /// alive: above zero, at most a day, or infinite.
    /// </summary>
    /// <remarks>Time that the consumer takes between two chunks does not count.</remarks>
    /// <value>Default: 2 minutes.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is done about failures: retries, circuit breaker, calls at once.</summary>
    /// <value>Default: its defaults.</value>
    public ResilienceOptions Resilience { get; init; } = new();

    /// <summary>The limit on what calls may cost; one may be shared between clients.</summary>
    /// <value>Default: none.</value>
    public SpendLimit? SpendLimit { get; init; }

    /// <summary>Specifies how fields are handled that the model or provider does not support.</summary>
    /// <value>Default: <see cref="UnsupportedFieldHandling.Throw"/>.</value>
    public UnsupportedFieldHandling UnsupportedFields { get; init; }

    /// <summary>
    /// Gets how a system or developer message after other messages is handled, where the model or the protocol takes one at the
    /// start only: MiniMax's models, and the Anthropic style.
    /// </summary>
    /// <remarks>Several at the start are joined in any case.</remarks>
    /// <value>Default: <see cref="LateSystemMessageHandling.Throw"/>.</value>
    public LateSystemMessageHandling LateSystemMessages { get; init; }

    /// <summary>
    /// Gets how an <c>IChatClient</c> over this client handles contents of messages and tools that no request has a form for,
    /// such as the tool calls of another provider's server or a hosted tool.
    /// </summary>
    /// <value>Default: <see cref="UnsupportedContentHandling.Throw"/>.</value>
    public UnsupportedContentHandling UnsupportedContents { get; init; }

    /// <summary>The most bytes of a plain answer, after decompression: 1,024 to 1 GiB.</summary>
    /// <value>Default: 64 MiB.</value>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of one event of a stream, after decompression: 1,024 to 1 GiB.</summary>
    /// <value>Default: 16 MiB.</value>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most bytes of a whole stream, after decompression: 1,024 or more.</summary>
    /// <value>Default: 1 GiB.</value>
    public long MaxStreamBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>How deep the JSON of an answer may nest: 8 to 256.</summary>
    /// <value>Default: 64.</value>
    public int MaxDepth { get; init; } = WireFormat.MaxDepth;

    /// <summary>The most tool calls in one streamed answer, and so the highest index: 1 to 1,024.</summary>
    /// <value>Default: 1,024.</value>
    public int MaxToolCalls { get; init; } = 1024;

    /// <summary>The prices by which a call's cost is estimated when the provider does not report it.</summary>
    /// <remarks><see cref="ChatCompletionsClient.ListModelsAsync"/> adds what the provider lists.</remarks>
    /// <value>Default: an empty one of the client's own.</value>
    public ModelPrices Prices { get; init; } = new();

    /// <summary>Whether spans tell what was said: the messages of request and answer, and the text of a failure.</summary>
    /// <remarks>
    /// What a user writes may be personal. Of files and images that are given as bytes the kind and the length are told.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool EnableSensitiveData { get; init; }

    /// <summary>Where the log goes: warnings, and at the level Debug a line for each call.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of the limits and the times.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The services of tools, where a container made the client.</summary>
    internal IServiceProvider? Services { get; init; }

    /// <summary>What is wrong with the settings; empty when nothing is.</summary>
    internal IReadOnlyList<string> GetProblems()
    {
        var problems = new List<string>();
        CheckTime(nameof(Timeout), Timeout);
        CheckTime(nameof(ConnectTimeout), ConnectTimeout);
        CheckTime(nameof(HeadersTimeout), HeadersTimeout);
        CheckTime(nameof(FirstTokenTimeout), FirstTokenTimeout);
        CheckTime(nameof(IdleTimeout), IdleTimeout);
        problems.AddRange(Resilience.GetProblems());
        if (UnsupportedFields is not (UnsupportedFieldHandling.Throw or UnsupportedFieldHandling.Drop))
            problems.Add($"{nameof(UnsupportedFields)} is {UnsupportedFields}; it must be Throw or Drop.");
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
