namespace MiniMaxClient.Providers.MiniMax;

/// <summary>Provides the capabilities of the models at MiniMax itself.</summary>
/// <remarks>
/// The sources are MiniMax's OpenAPI documents of chat completions and Messages (June to August 2026) and its text generation
/// guide for M3.1-Flash (October 2026); exceptions name theirs. Resellers state three different numbers for the maximum output of
/// M3.1-Flash, so it has no limit here.
/// </remarks>
internal static class MiniMaxModelCatalog
{
    private const string ChatSource = "MiniMax's chat completions schema";
    private const string MessagesSource = "MiniMax's Messages schema";

    /// <summary>The context of M2.x at MiniMax, in tokens.</summary>
    public const long M2ContextLength = 204_800;

    /// <summary>The context of M2-her at MiniMax, in tokens.</summary>
    public const long M2HerContextLength = 65_536;

    private const long M3ContextLength = 1_000_000;

    // https://qiita.com/xiongyuanmeng1006/items/3b79733b4e966b8b6074 (2026-10): reported, the page itself was not available.
    private static readonly DateTimeOffset M25AndM27RetirementDate = new(2026, 11, 18, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] ChatFields =
    [
        "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "n", "stop", "seed", "presence_penalty",
        "frequency_penalty", "logit_bias", "logprobs", "top_logprobs", "tools", "tool_choice", "parallel_tool_calls",
        "response_format", "thinking", "reasoning_split", "stream_options", "service_tier", "user",
    ];

    private static readonly string[] MessagesFields =
        [.. ModelCapabilities.AnthropicMessages.Fields!.Except(["reasoning_effort"])];

    /// <summary>Gets the fields that MiniMax's models accept and ignore.</summary>
    /// <remarks>
    /// The M2 pages say "ignored" of the penalties and <c>logit_bias</c>; <c>stop</c> was measured on M2.7 and is documented for
    /// M3.1-Flash by Alibaba Cloud, which also says that <c>parallel_tool_calls</c> has no effect.
    /// </remarks>
    public static IReadOnlyCollection<string> IgnoredFields { get; } =
    [
        "stop", "parallel_tool_calls", "logprobs", "top_logprobs", "logit_bias", "presence_penalty", "frequency_penalty",
    ];

    /// <summary>Gets the fields that M3 and M3.1-Flash ignore in chat completions.</summary>
    /// <remarks>No schema of chat completions has the last three, and no effect of them is known.</remarks>
    public static IReadOnlyCollection<string> IgnoredChatFields { get; } = [.. IgnoredFields, "top_k", "seed", "user"];

    // Messages schema: top_k and stop_sequences are ignored, disable_parallel_tool_use is not in the schema.
    private static readonly string[] IgnoredMessagesFields = ["top_k", "stop", "parallel_tool_calls"];

    /// <summary>Gets the fields that M2.x ignores in chat completions.</summary>
    /// <remarks>Measured on M2.7: <c>response_format</c> is dropped. M2.x accepts <c>thinking</c> and always reasons.</remarks>
    public static IReadOnlyCollection<string> IgnoredM2ChatFields { get; } =
        [.. IgnoredChatFields, "response_format", "thinking"];

    private static readonly string[] IgnoredM2MessagesFields = [.. IgnoredMessagesFields, "thinking"];

    /// <summary>Gets the capabilities of a model without an entry in chat completions.</summary>
    public static ModelCapabilities UnlistedChat { get; } = new()
    {
        Source = ChatSource,
        Fields = [.. ChatFields, "reasoning_effort"],
        Ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 1)),
        Roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        ThinkingTypes = ["adaptive", "disabled"],
        ServiceTiers = [ServiceTier.Standard, ServiceTier.Priority],
        // "invalid tool type" (9router#2509).
        SupportsCustomTools = false,
        SupportsFileIds = false,
        Media = MediaRules.MiniMax,
        MessageRules = MessageRules.MiniMax,
    };

    /// <summary>Gets the capabilities of a model without an entry in Messages.</summary>
    public static ModelCapabilities UnlistedMessages { get; } = ModelCapabilities.AnthropicMessages with
    {
        Source = MessagesSource,
        // The schema has 0 to 2, the page of the China platform 0 to 1.
        Ranges = new Dictionary<string, NumberRange>(
            ModelCapabilities.AnthropicMessages.Ranges.ToDictionary(static pair => pair.Key, static pair => pair.Value))
        {
            ["temperature"] = new(0, 2),
        },
        UserPartTypes = ["text", "image_url", "video_url"],
        ServiceTiers = [ServiceTier.Standard, ServiceTier.Priority],
        Media = MediaRules.MiniMax,
        ToolChoices = ["auto", "none"],
        MessageRules = ModelCapabilities.AnthropicMessages.MessageRules! with { Source = MessagesSource },
    };

    /// <summary>Gets the models of chat completions.</summary>
    public static IReadOnlyList<ModelEntry> Chat { get; } =
    [
        CreateEntry(MiniMaxModels.M3_1_Flash, UnlistedChat with
        {
            ContextLength = M3ContextLength,
            UserPartTypes = ["text", "image_url", "video_url"],
            ReasoningEfforts = ReasoningEffort.Levels,
            // "disabled" was answered with 400 (2013) on 2026-10-19 (dev.to/aihubmix).
            ThinkingTypes = ["adaptive"],
            SupportsReasoningInContent = false,
            // help.aliyun.com/en/model-studio/minimax-m3-1-flash, a service by MiniMax: other values fail or have no effect.
            ToolChoices = ["auto"],
            IgnoredFields = IgnoredChatFields,
        }) with
        {
            Aliases = ["MiniMax-M3.1-Flash-Preview"],
        },
        CreateEntry(MiniMaxModels.M3, UnlistedChat with
        {
            ContextLength = M3ContextLength,
            MaxOutputTokens = 524_288,
            Fields = ChatFields,
            UserPartTypes = ["text", "image_url", "video_url"],
            ToolChoices = ["auto", "none"],
            IgnoredFields = IgnoredChatFields,
        }),
        .. CreateM2Entries(UnlistedChat with
        {
            ContextLength = M2ContextLength,
            MaxOutputTokens = M2ContextLength,
            Fields = ChatFields,
            UserPartTypes = ["text"],
            // The strings were accepted, a function was rejected with 400 (TradingAgents e1316686).
            ToolChoices = ["auto", "none"],
            IgnoredFields = IgnoredM2ChatFields,
        }),
        CreateEntry(MiniMaxModels.M2_Her, UnlistedChat with
        {
            ContextLength = M2HerContextLength,
            MaxOutputTokens = 2_048,
            Fields = [.. ChatFields.Except(["thinking", "reasoning_split"])],
            UserPartTypes = ["text"],
            IgnoredFields = IgnoredChatFields,
        }),
    ];

    /// <summary>Gets the models of Messages.</summary>
    public static IReadOnlyList<ModelEntry> Messages { get; } =
    [
        CreateEntry(MiniMaxModels.M3_1_Flash, UnlistedMessages with
        {
            ContextLength = M3ContextLength,
            // "disabled" gave 400 on the preview; since October 2026 the model reasons regardless (dev.to/aihubmix).
            ThinkingTypes = ["adaptive", "enabled"],
            IgnoredFields = IgnoredMessagesFields,
        }) with
        {
            Aliases = ["MiniMax-M3.1-Flash-Preview"],
        },
        CreateEntry(MiniMaxModels.M3, UnlistedMessages with
        {
            ContextLength = M3ContextLength,
            MaxOutputTokens = 524_288,
            Fields = MessagesFields,
            IgnoredFields = IgnoredMessagesFields,
        }),
        .. CreateM2Entries(UnlistedMessages with
        {
            ContextLength = M2ContextLength,
            MaxOutputTokens = M2ContextLength,
            // "output_config" is answered with 400 by M2.7 (9router#817).
            Fields = MessagesFields,
            UserPartTypes = ["text"],
            IgnoredFields = IgnoredM2MessagesFields,
        }),
        CreateEntry(MiniMaxModels.M2_Her, UnlistedMessages with
        {
            ContextLength = M2HerContextLength,
            MaxOutputTokens = 2_048,
            Fields = [.. MessagesFields.Except(["thinking"])],
            UserPartTypes = ["text"],
            IgnoredFields = IgnoredMessagesFields,
        }),
    ];

    private static IEnumerable<ModelEntry> CreateM2Entries(ModelCapabilities capabilities)
    {
        ModelCapabilities retired = capabilities with { RetirementDate = M25AndM27RetirementDate };
        return
        [
            CreateEntry(MiniMaxModels.M2_7, retired),
            CreateEntry(MiniMaxModels.M2_7_Highspeed, retired),
            CreateEntry(MiniMaxModels.M2_5, retired),
            CreateEntry(MiniMaxModels.M2_5_Highspeed, retired),
            CreateEntry(MiniMaxModels.M2_1, capabilities),
            CreateEntry(MiniMaxModels.M2_1_Highspeed, capabilities),
            CreateEntry(MiniMaxModels.M2, capabilities),
        ];
    }

    private static ModelEntry CreateEntry(string model, ModelCapabilities capabilities) => new(model, model, capabilities);
}
