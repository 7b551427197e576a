namespace MiniMaxClient.Testing.Contracts;

/// <summary>
/// Represents the abilities of a model at MiniMax itself, https://platform.minimax.io/docs/guides/text-generation.
/// </summary>
internal sealed record MiniMaxModel(string Id, int ContextLength, int MaxOutputTokens)
{
    // The preview of September 2026: its id is answered by the released model (Codeep 3.14.0).
    private const string FlashPreviewId = "MiniMax-M3.1-Flash-Preview";

    /// <summary>Gets the values of <c>reasoning_effort</c> and <c>output_config.effort</c>; the last is the default.</summary>
    public static IReadOnlyList<string> Efforts { get; } = ["low", "medium", "high", "xhigh", "max"];

    // Sources differ on the context of M3.1-Flash, 1,000,000 and 1,048,576 tokens, and on its maximum output: 128K, 524,288 and
    // 1,048,576 tokens. The largest values are assumed.
    public static MiniMaxModel Flash { get; } = new("MiniMax-M3.1-Flash", 1_048_576, 1_048_576)
    {
        HasEffort = true,
        AlwaysSeparatesReasoning = true,
        AcceptsOutputConfig = true,
        HasMediaInput = true,
        // Alibaba's page of the model: other values "error or do nothing"; an error is assumed.
        ChatToolChoices = ["auto"],
    };

    public static IReadOnlyList<MiniMaxModel> All { get; } =
    [
        Flash,
        // No source states the values of tool_choice for M3 in chat completions.
        new("MiniMax-M3", 1_000_000, 524_288)
        {
            CanDisableThinking = true,
            AcceptsOutputConfig = true,
            HasMediaInput = true,
        },
        CreateM2("MiniMax-M2.7", isRetired: true),
        CreateM2("MiniMax-M2.7-highspeed", isRetired: true),
        CreateM2("MiniMax-M2.5", isRetired: true),
        CreateM2("MiniMax-M2.5-highspeed", isRetired: true),
        CreateM2("MiniMax-M2.1"),
        CreateM2("MiniMax-M2.1-highspeed"),
        CreateM2("MiniMax-M2"),
        CreateM2("M2-her") with { ContextLength = 65_536, MaxOutputTokens = 2_048 },
    ];

    /// <summary>Gets whether the model has <see cref="Efforts"/>; such a model always thinks.</summary>
    public bool HasEffort { get; init; }

    /// <summary>Gets whether thinking can be disabled; the other models think even if a request disables it.</summary>
    public bool CanDisableThinking { get; init; }

    /// <summary>Gets whether chat completions have <c>reasoning_content</c> without <c>reasoning_split</c>.</summary>
    public bool AlwaysSeparatesReasoning { get; init; }

    /// <summary>Gets whether the Messages API accepts <c>output_config</c>, which has an effect only with an effort.</summary>
    public bool AcceptsOutputConfig { get; init; }

    /// <summary>Gets whether the model accepts images and videos.</summary>
    public bool HasMediaInput { get; init; }

    /// <summary>Gets the only values of <c>tool_choice</c> of chat completions; null for any.</summary>
    public IReadOnlyList<string>? ChatToolChoices { get; init; }

    /// <summary>Gets whether MiniMax is reported to have retired the model on 2026-11-18.</summary>
    public bool IsRetired { get; init; }

    /// <summary>Returns the model that answers to an id, or null for an unknown id.</summary>
    public static MiniMaxModel? Find(string id) =>
        id == FlashPreviewId ? Flash : All.FirstOrDefault(model => model.Id == id);

    /// <summary>Returns the number of steps that an effort adds to the thinking; without an effort, it is the maximum.</summary>
    public int CountThinkingSteps(string? effort)
    {
        if (!HasEffort)
            return 0;
        int steps = Efforts.TakeWhile(value => value != effort).Count();
        return Math.Min(steps, Efforts.Count - 1);
    }

    // TradingAgents e1316686: a function as tool_choice is rejected, and "none" and "auto" are the only strings. The rules of
    // M2-her are assumed to be those of M2.
    private static MiniMaxModel CreateM2(string id, bool isRetired = false) =>
        new(id, 204_800, 204_800) { ChatToolChoices = ["none", "auto"], IsRetired = isRetired };
}
