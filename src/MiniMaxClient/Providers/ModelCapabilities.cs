using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>The features of requests that a provider supports for a model.</summary>
/// <remarks>The client rejects a request that uses other features before it is sent.</remarks>
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

    /// <summary>The source of the capabilities, for the message of a validation error.</summary>
    public required string Source { get; init; }

    /// <summary>The JSON names of the supported request fields.</summary>
    /// <remarks>Additional properties of the request are always sent.</remarks>
    /// <value>Default: null, which supports all fields.</value>
    public IReadOnlyCollection<string>? Fields { get; init; }

    /// <summary>The ranges of numeric fields, by JSON name; a field that is not listed has no range.</summary>
    /// <value>Default: the ranges of OpenAI's schema.</value>
    public IReadOnlyDictionary<string, NumberRange> Ranges
    {
        get => field ?? OpenAIRanges;
        init;
    }

    /// <summary>The supported roles of messages.</summary>
    /// <value>Default: null, which supports all roles.</value>
    public IReadOnlyCollection<ChatRole>? Roles { get; init; }

    /// <summary>The supported types of content parts of user messages, such as <c>text</c> and <c>image_url</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? UserPartTypes { get; init; }

    /// <summary>The supported types of <see cref="ResponseFormat"/>, such as <c>json_object</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? ResponseFormats { get; init; }

    /// <summary>Whether a tool message can have content parts; otherwise its content is one text.</summary>
    /// <value>Default: true.</value>
    public bool SupportsToolMessageParts { get; init; } = true;

    /// <summary>Whether custom tools and choices among allowed tools are supported.</summary>
    /// <value>Default: true.</value>
    public bool SupportsCustomTools { get; init; } = true;

    /// <summary>
    /// Whether the content of an assistant message that has tool calls and no text is sent as <c>null</c>; otherwise it is
    /// omitted. An empty text is never sent there, because MiniMax was observed to reject it.
    /// </summary>
    /// <value>Default: true, as in OpenAI's schema.</value>
    public bool SendsNullContent { get; init; } = true;

    /// <summary>Whether content that is only text is sent as one JSON string instead of content parts.</summary>
    /// <value>Default: false.</value>
    public bool SendsStringContent { get; init; }

    /// <summary>The rules for the messages of a request.</summary>
    /// <value>
    /// Default: null, which is <see cref="MessageRules.MiniMax"/> for the id of a MiniMax model and no rules for others.
    /// </value>
    [Experimental("MINIMAX1001")]
    public MessageRules? MessageRules { get; init; }

    /// <summary>Whether a file can be referenced by its id.</summary>
    /// <value>Default: true.</value>
    public bool SupportsFileIds { get; init; } = true;

    /// <summary>The maximum number of tools of a request.</summary>
    /// <value>Default: 128.</value>
    public int MaxTools { get; init; } = 128;

    /// <summary>The maximum number of files of a request.</summary>
    /// <value>Default: 20.</value>
    public int MaxFiles { get; init; } = 20;

    /// <summary>The maximum size of a file in bytes, before it is encoded.</summary>
    /// <value>Default: 512 MiB.</value>
    public long MaxFileBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Whether responses report their cost.</summary>
    /// <remarks>A <c>SpendLimit</c> requires it, or a price of the model. AIML API reports the cost.</remarks>
    /// <value>Default: false.</value>
    public bool ReportsCost { get; init; }

    /// <summary>The capabilities of the Anthropic Messages protocol.</summary>
    public static ModelCapabilities AnthropicMessages => field ??= new()
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
        UserPartTypes = ["text", "image_url", "file"],
        SupportsToolMessageParts = true,
        SupportsCustomTools = false,
        SupportsFileIds = false,
        MessageRules = new()
        {
            // A text block needs more than white space; "system" is a field and no role (anthropic-sdk-python#461).
            Source = "Anthropic's Messages schema",
            SystemMessages = SystemMessagePlacement.SeparateField,
            RejectsEmptyText = true,
        },
    };

    /// <summary>All features of the schema, within OpenAI's ranges; for a host without documentation.</summary>
    public static ModelCapabilities Unrestricted { get; } = new() { Source = "OpenAI's schema" };

    /// <summary>The rules for the messages of a request for one of these ids, which name one model.</summary>
    internal MessageRules GetMessageRules(string? model, string? mappedModel) => MessageRules
        ?? (MiniMaxModels.IsMiniMaxModel(model)
            || MiniMaxModels.IsMiniMaxModel(mappedModel) ? MessageRules.MiniMax : MessageRules.None);

    /// <summary>The ranges of OpenAI's schema, with another one for a field.</summary>
    internal static IReadOnlyDictionary<string, NumberRange> CreateOpenAIRangesWith(string field, NumberRange range)
    {
        var ranges = OpenAIRanges.ToDictionary(static known => known.Key, static known => known.Value);
        ranges[field] = range;
        return ranges;
    }
}
