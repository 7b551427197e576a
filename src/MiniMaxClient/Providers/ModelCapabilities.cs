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

    /// <summary>Gets the JSON names of the supported request fields.</summary>
    /// <remarks>Additional properties of the request are always sent.</remarks>
    /// <value>Default: null, which supports all fields.</value>
    public IReadOnlyCollection<string>? Fields { get; init; }

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

    /// <summary>Gets the types of content parts that the provider accepts although the model does not process them.</summary>
    /// <remarks>The client sends such a part and logs a warning.</remarks>
    /// <value>Default: empty.</value>
    public IReadOnlyCollection<string> IgnoredPartTypes { get; init; } = [];

    /// <summary>Gets the rules for the images, videos and files of a request.</summary>
    /// <value>Default: null, which is no rules.</value>
    [Experimental("MINIMAX1001")]
    public MediaRules? Media { get; init; }

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

    /// <summary>Gets whether responses report their cost.</summary>
    /// <remarks>A <c>SpendLimit</c> requires either the cost or a price of the model. AIML API reports the cost.</remarks>
    /// <value>Default: false.</value>
    public bool ReportsCost { get; init; }

    /// <summary>Gets the capabilities of the Anthropic Messages protocol.</summary>
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
            // A text block must contain more than white space; "system" is a field, not a role (anthropic-sdk-python#461).
            Source = "Anthropic's Messages schema",
            SystemMessages = SystemMessagePlacement.SeparateField,
            RejectsEmptyText = true,
        },
    };

    /// <summary>Gets capabilities that support all features within OpenAI's ranges, for an undocumented host.</summary>
    public static ModelCapabilities Unrestricted { get; } = new() { Source = "OpenAI's schema" };

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
