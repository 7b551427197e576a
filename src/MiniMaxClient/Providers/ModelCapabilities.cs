namespace MiniMaxClient;

/// <summary>What a provider takes in a request for a model.</summary>
/// <remarks>The client refuses a request that goes beyond it before anything is sent.</remarks>
public sealed record ModelCapabilities
{
    /// <summary>The ranges of OpenAI's schema.</summary>
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

    /// <summary>Where the facts come from, for the message of a refusal.</summary>
    public required string Source { get; init; }

    /// <summary>The JSON names of the request's fields that are taken; null for all of them.</summary>
    /// <remarks>Additional properties of the request are the caller's own word and always go out.</remarks>
    public IReadOnlyCollection<string>? Fields { get; init; }

    /// <summary>The ranges of numeric fields, by JSON name; a field that is not listed has none.</summary>
    public IReadOnlyDictionary<string, NumberRange> Ranges
    {
        get => field ?? OpenAIRanges;
        init;
    }

    /// <summary>The roles that messages may have; null for any.</summary>
    public IReadOnlyCollection<ChatRole>? Roles { get; init; }

    /// <summary>The types of parts that a user message may have; null for any.</summary>
    public IReadOnlyCollection<string>? UserParts { get; init; }

    /// <summary>The types of response format that are taken; null for any.</summary>
    public IReadOnlyCollection<string>? ResponseFormats { get; init; }

    /// <summary>Whether a tool message may have parts; else it is one text.</summary>
    public bool ToolMessageParts { get; init; } = true;

    /// <summary>Whether custom tools, and choices among allowed tools, are taken.</summary>
    public bool CustomTools { get; init; } = true;

    /// <summary>
    /// Gets whether the content of an assistant message that has tool calls and no text is sent as <c>null</c>; otherwise it is
    /// left out. An empty text is never sent there: MiniMax was seen to reject it.
    /// </summary>
    /// <value>Default: true, as in OpenAI's schema.</value>
    public bool NullContent { get; init; } = true;

    /// <summary>Gets whether content that is only text is sent as one JSON string, and not as parts.</summary>
    /// <value>Default: false.</value>
    public bool StringContent { get; init; }

    /// <summary>Gets the rules for the messages; null for those of the model.</summary>
    /// <value>
    /// Default: null, which is <see cref="MessageRules.MiniMax"/> for the id of a MiniMax model and no rules for others.
    /// </value>
    public MessageRules? MessageRules { get; init; }

    /// <summary>Whether a file may be given by id.</summary>
    public bool FileIds { get; init; } = true;

    /// <summary>The most tools that a request may have.</summary>
    public int MaxTools { get; init; } = 128;

    /// <summary>The most files that a request may have.</summary>
    public int MaxFiles { get; init; } = 20;

    /// <summary>The most bytes that a file may have before it is encoded.</summary>
    public long MaxFileBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Whether responses report what they cost.</summary>
    /// <remarks>
    /// A <c>SpendLimit</c> needs it, or a price of the model. AIML API reports the cost; a subclass of an adapter
    /// for another host that does overrides <see cref="ProviderAdapter.GetCapabilities"/>.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool ReportsCost { get; init; }

    /// <summary>What the Anthropic style of messages has a place for.</summary>
    public static ModelCapabilities Messages => field ??= new()
    {
        Source = "Anthropic's Messages schema",
        Fields =
        [
            "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "stop", "tools", "tool_choice",
            "parallel_tool_calls", "thinking", "service_tier", "stream_options", "user",
        ],
        Ranges = new Dictionary<string, NumberRange>
        {
            ["max_tokens"] = new(1, double.PositiveInfinity),
            ["max_completion_tokens"] = new(1, double.PositiveInfinity),
            ["temperature"] = new(0, 1),
            ["top_p"] = new(0, 1),
            ["top_k"] = new(1, double.PositiveInfinity),
        },
        Roles = [ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        UserParts = ["text", "image_url", "file"],
        ToolMessageParts = true,
        CustomTools = false,
        FileIds = false,
        MessageRules = new()
        {
            // A text block needs more than white space; "system" is a field and no role (anthropic-sdk-python#461).
            Source = "Anthropic's Messages schema",
            SystemMessages = SystemMessagePlacement.SeparateField,
            RejectsEmptyText = true,
        },
    };

    /// <summary>Everything that the schema has, within OpenAI's ranges: for a host that nobody documented.</summary>
    public static ModelCapabilities Everything { get; } = new() { Source = "OpenAI's schema" };

    /// <summary>The rules for the messages of a request for one of these ids, which name one model.</summary>
    internal MessageRules GetMessageRules(string? model, string? mappedModel) => MessageRules
        ?? (MiniMaxModels.IsMiniMax(model) || MiniMaxModels.IsMiniMax(mappedModel) ? MessageRules.MiniMax : MessageRules.None);

    /// <summary>The ranges of OpenAI's schema, with another one for a field.</summary>
    internal static IReadOnlyDictionary<string, NumberRange> OpenAIRangesWith(string field, NumberRange range)
    {
        var ranges = OpenAIRanges.ToDictionary(static known => known.Key, static known => known.Value);
        ranges[field] = range;
        return ranges;
    }
}
