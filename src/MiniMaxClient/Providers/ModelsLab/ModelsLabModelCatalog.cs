using MiniMaxClient.Providers.MiniMax;

namespace MiniMaxClient.Providers.ModelsLab;

/// <summary>Provides the id and the capabilities of the model at ModelsLab.</summary>
/// <remarks>
/// The sources are <c>docs.modelslab.com/llm-api</c> (openapi.json, advanced-parameters, function-calling; 2026-05-04) and the
/// model's page, which states a context of 128K to 205K tokens.
/// </remarks>
internal static class ModelsLabModelCatalog
{
    private const string Source = "ModelsLab's LLM API pages";
    private const string M2Id = "minimax-minimax-m2";

    /// <summary>Gets the capabilities of a model without an entry in chat completions.</summary>
    /// <remarks>Content is a string, or null in a message with tool calls (sample of function-calling).</remarks>
    public static ModelCapabilities UnlistedChat { get; } = new()
    {
        Source = Source,
        Fields =
        [
            "max_tokens", "temperature", "top_p", "top_k", "n", "stop", "seed", "presence_penalty", "frequency_penalty",
            "repetition_penalty", "tools", "tool_choice", "parallel_tool_calls", "response_format",
        ],
        Ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 10)),
        Roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        UserPartTypes = ["text"],
        ResponseFormats = ["text", "json_object"],
        SupportsToolMessageParts = false,
        SupportsCustomTools = false,
        SupportsFileIds = false,
        SendsStringContent = true,
        MessageRules = MessageRules.MiniMax,
    };

    /// <summary>Gets the capabilities of a model without an entry in the Messages endpoint.</summary>
    public static ModelCapabilities UnlistedMessages { get; } =
        ModelCapabilities.AnthropicMessages with { Source = Source, SendsStringContent = true };

    /// <summary>Gets the models of chat completions.</summary>
    public static IReadOnlyList<ModelEntry> Chat { get; } =
        [new(MiniMaxModels.M2, M2Id, UnlistedChat with { ContextLength = MiniMaxModelCatalog.M2ContextLength })];

    /// <summary>Gets the models of the Messages endpoint.</summary>
    public static IReadOnlyList<ModelEntry> Messages { get; } =
    [
        new(MiniMaxModels.M2, M2Id, UnlistedMessages with
        {
            ContextLength = MiniMaxModelCatalog.M2ContextLength,
            Fields = [.. UnlistedMessages.Fields!.Except(["reasoning_effort"])],
            // M2 always reasons.
            IgnoredFields = ["thinking"],
            UserPartTypes = ["text"],
            // Its pages list a forced call; "none" is Anthropic's.
            ToolChoices = ["auto", "required", "function", "none"],
        }),
    ];
}
