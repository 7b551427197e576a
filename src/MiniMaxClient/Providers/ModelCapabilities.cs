using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>Represents the features of requests that a provider supports for a model.</summary>
/// <remarks>The client rejects a request that uses other features before it is sent.</remarks>
public sealed record ModelCapabilities
{
    /// <summary>Gets the ranges of OpenAI's schema.</summary>
    internal static IReadOnlyDictionary<string, NumberRange> OpenAIRanges => field ??= new Dictionary<string, NumberRange>
    {
        ["max_tokens"] = new(1, double.PositiveInfinity),
        ["max_completion_tokens"] = new(1, double.PositiveInfinity),
        ["temperature"] = new(0, 2),
        ["top_p"] = new(0, 1),
        ["top_k"] = new(1, double.PositiveInfinity),
        ["n"] = new(1, 128),
        ["presence_penalty"] = new(-2, 2),
        ["frequency_penalty"] = new(-2, 2),
        ["repetition_penalty"] = new(0.1, 2),
        ["logit_bias"] = new(-100, 100),
        ["top_logprobs"] = new(0, 20),
    };

    /// <summary>Gets the source of the capabilities, for the message of a validation error.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the maximum number of tokens of a prompt and its completion together.</summary>
    /// <remarks>Information only: the client does not count the tokens of a request.</remarks>
    /// <value>Range: at least 1. Default: null, which is unknown.</value>
    public long? ContextLength { get; init; }

    /// <summary>Gets the maximum of <c>max_tokens</c> and <c>max_completion_tokens</c>.</summary>
    /// <value>Range: at least 1. Default: null, which is unknown.</value>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Gets the date on which the provider retires the model.</summary>
    /// <remarks>From then on the client logs a warning when the model is requested; the request is sent.</remarks>
    /// <value>Default: null, which is none.</value>
    public DateTimeOffset? RetirementDate { get; init; }

    /// <summary>Gets the JSON names of the supported request fields.</summary>
    /// <remarks>Additional properties of the request are always sent.</remarks>
    /// <value>Default: null, which supports all fields.</value>
    public IReadOnlyCollection<string>? Fields { get; init; }

    /// <summary>Gets the JSON names of the fields that the provider accepts and the model ignores.</summary>
    /// <remarks>The fields are sent, and the client logs one warning for each of them.</remarks>
    /// <value>Default: none.</value>
    public IReadOnlyCollection<string> IgnoredFields { get; init; } = [];

    /// <summary>Gets the ranges of numeric fields by JSON name; a field that is not listed has no range.</summary>
    /// <value>Default: the ranges of OpenAI's schema.</value>
    public IReadOnlyDictionary<string, NumberRange> Ranges
    {
        get => field ?? OpenAIRanges;
        init;
    }

    /// <summary>Gets the supported roles of messages.</summary>
    /// <value>Default: null, which supports all roles.</value>
    public IReadOnlyCollection<ChatRole>? Roles { get; init; }

    /// <summary>Gets the supported types of content parts of user messages, such as <c>text</c> and <c>image_url</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? UserPartTypes { get; init; }

    /// <summary>
    /// Gets the types of content parts that the provider's schema lists and the model is documented not to process.
    /// </summary>
    /// <remarks>The parts are sent, and the client logs one warning for each type.</remarks>
    /// <value>Default: none.</value>
    public IReadOnlyCollection<string> IgnoredPartTypes { get; init; } = [];

    /// <summary>Gets the rules for the images, videos and files of a request.</summary>
    /// <value>Default: null, which is no rules.</value>
    [Experimental("MINIMAX1001")]
    public MediaRules? Media { get; init; }

    /// <summary>Gets the supported values of <c>reasoning_effort</c>.</summary>
    /// <remarks>
    /// <see cref="ReasoningEffort.None"/> is sent as <c>thinking</c> to a model that supports <c>disabled</c> of
    /// <see cref="ThinkingTypes"/>.
    /// </remarks>
    /// <value>Default: null, which supports all values.</value>
    public IReadOnlyCollection<ReasoningEffort>? ReasoningEfforts { get; init; }

    /// <summary>Gets the supported values of <see cref="Thinking.Type"/>.</summary>
    /// <value>Default: null, which supports all values.</value>
    public IReadOnlyCollection<string>? ThinkingTypes { get; init; }

    /// <summary>Gets whether the model can send its reasoning within the content (<c>reasoning_split</c> is false).</summary>
    /// <value>Default: true.</value>
    public bool SupportsReasoningInContent { get; init; } = true;

    /// <summary>
    /// Gets the supported values of <c>tool_choice</c>: modes such as <c>auto</c>, or types such as <c>function</c>.
    /// </summary>
    /// <value>Default: null, which supports all values.</value>
    public IReadOnlyCollection<string>? ToolChoices { get; init; }

    /// <summary>Gets the supported values of <c>service_tier</c>.</summary>
    /// <value>Default: null, which supports all values.</value>
    public IReadOnlyCollection<ServiceTier>? ServiceTiers { get; init; }

    /// <summary>Gets the supported types of <see cref="ResponseFormat"/>, such as <c>json_object</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? ResponseFormats { get; init; }

    /// <summary>Gets whether a tool message can have content parts; otherwise its content is one text.</summary>
    /// <value>Default: true.</value>
    public bool SupportsToolMessageParts { get; init; } = true;

    /// <summary>Gets whether custom tools and choices among allowed tools are supported.</summary>
    /// <value>Default: true.</value>
    public bool SupportsCustomTools { get; init; } = true;

    /// <summary>
    /// Gets whether the content of an assistant message that has tool calls and no text is sent as <c>null</c>; otherwise it is
    /// omitted. It is never sent as an empty text, because MiniMax was observed to reject that.
    /// </summary>
    /// <value>Default: true, as in OpenAI's schema.</value>
    public bool SendsNullContent { get; init; } = true;

    /// <summary>Gets whether content that consists of text only is sent as one JSON string instead of content parts.</summary>
    /// <value>Default: false.</value>
    public bool SendsStringContent { get; init; }

    /// <summary>Gets the rules for the messages of a request.</summary>
    /// <value>
    /// Default: null, which is <see cref="MessageRules.MiniMax"/> for the id of a MiniMax model and no rules for others.
    /// </value>
    [Experimental("MINIMAX1001")]
    public MessageRules? MessageRules { get; init; }

    /// <summary>Gets whether a file can be referenced by its id.</summary>
    /// <value>Default: true.</value>
    public bool SupportsFileIds { get; init; } = true;

    /// <summary>Gets the maximum number of tools of a request.</summary>
    /// <value>Default: 128.</value>
    public int MaxTools { get; init; } = 128;

    /// <summary>Gets the maximum number of files of a request.</summary>
    /// <value>Default: 20.</value>
    public int MaxFiles { get; init; } = 20;

    /// <summary>Gets the maximum size of a file in bytes, before it is encoded.</summary>
    /// <value>Default: 512 MiB.</value>
    public long MaxFileBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Gets whether markers of the prompt cache (<see cref="CacheControl"/>) are sent.</summary>
    /// <remarks>Otherwise the client removes them, and logs one warning.</remarks>
    /// <value>Default: false; true for the Anthropic style.</value>
    public bool SupportsCacheControl { get; init; }

    /// <summary>Gets whether responses report their cost.</summary>
    /// <remarks>A <c>SpendLimit</c> requires either the cost or a price of the model. AIML API reports the cost.</remarks>
    /// <value>Default: false.</value>
    public bool ReportsCost { get; init; }

    /// <summary>Gets whether the provider charges for calls that it ends with an error.</summary>
    /// <remarks>
    /// If false, a <c>SpendLimit</c> counts such a call only if the error reports an amount as spent. It counts a stream that the
    /// application abandons or cancels, that exceeds a timeout or whose connection is lost in any case, because the provider may
    /// complete it.
    /// </remarks>
    /// <value>Default: true; false for AIML API and RunAPI, which state that failed calls are not charged.</value>
    public bool ChargesFailedCalls { get; init; } = true;

    /// <summary>Gets the capabilities of the Anthropic Messages protocol.</summary>
    public static ModelCapabilities AnthropicMessages => field ??= new()
    {
        Source = "Anthropic's Messages schema",
        Fields =
        [
            "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "stop", "tools", "tool_choice",
            "parallel_tool_calls", "thinking", "reasoning_effort", "service_tier", "stream_options", "user",
        ],
        // https://docs.anthropic.com/en/api/messages: output_config.effort, and no effort "none" but a thinking type.
        ReasoningEfforts = ReasoningEffort.Levels,
        ThinkingTypes = ["adaptive", "enabled", "disabled"],
        Ranges = new Dictionary<string, NumberRange>
        {
            ["max_tokens"] = new(1, double.PositiveInfinity),
            ["max_completion_tokens"] = new(1, double.PositiveInfinity),
            ["temperature"] = new(0, 1),
            ["top_p"] = new(0, 1),
            ["top_k"] = new(1, double.PositiveInfinity),
        },
        Roles = [ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        UserPartTypes = ["text", "image_url", "file"],
        Media = MediaRules.Anthropic,
        SupportsToolMessageParts = true,
        SupportsCustomTools = false,
        SupportsFileIds = false,
        SupportsCacheControl = true,
        MessageRules = new()
        {
            // A text block must contain more than white space; "system" is a field, not a role (anthropic-sdk-python#461).
            Source = "Anthropic's Messages schema",
            SystemMessages = SystemMessagePlacement.SeparateField,
            RejectsEmptyText = true,
        },
    };

    /// <summary>Gets capabilities that support all features within OpenAI's ranges, for an undocumented host.</summary>
    public static ModelCapabilities Unrestricted { get; } = new() { Source = "OpenAI's schema" };

    /// <summary>Gets whether <c>thinking</c> can disable the model's reasoning.</summary>
    internal bool CanDisableThinking =>
        SupportsField("thinking") && ThinkingTypes?.Contains("disabled") == true && !IgnoredFields.Contains("thinking");

    /// <summary>Determines whether the provider accepts a field.</summary>
    internal bool SupportsField(string name) => Fields?.Contains(name) != false;

    /// <summary>Determines whether a value of <c>reasoning_effort</c> is sent as itself.</summary>
    internal bool SendsEffort(ReasoningEffort effort) =>
        SupportsEffort(effort) && (effort != ReasoningEffort.None || !CanDisableThinking);

    /// <summary>Determines whether a value of <c>reasoning_effort</c> can be sent, as itself or as <c>thinking</c>.</summary>
    internal bool SupportsEffort(ReasoningEffort effort) =>
        (SupportsField("reasoning_effort") && ReasoningEfforts?.Any(one => one.Value == effort.Value) != false)
        || (effort == ReasoningEffort.None && CanDisableThinking);

    /// <summary>Gets the rules for the messages of a request.</summary>
    /// <param name="model">The id of the model in the request.</param>
    /// <param name="mappedModel">The provider's own id of the same model.</param>
    internal MessageRules GetMessageRules(string? model, string? mappedModel)
    {
        if (MessageRules is { } rules)
            return rules;
        return MiniMaxModels.IsMiniMaxModel(model) || MiniMaxModels.IsMiniMaxModel(mappedModel)
            ? MessageRules.MiniMax
            : MessageRules.None;
    }

    /// <summary>Creates the ranges of OpenAI's schema with a different range for one field.</summary>
    internal static IReadOnlyDictionary<string, NumberRange> CreateOpenAIRangesWith(string field, NumberRange range)
    {
        var ranges = OpenAIRanges.ToDictionary(static entry => entry.Key, static entry => entry.Value);
        ranges[field] = range;
        return ranges;
    }
}
