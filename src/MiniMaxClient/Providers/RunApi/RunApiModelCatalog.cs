using MiniMaxClient.Providers.MiniMax;

namespace MiniMaxClient.Providers.RunApi;

/// <summary>Provides the capabilities of the models at RunAPI, which lists MiniMax's own ids.</summary>
/// <remarks>
/// The sources are <c>runapi.ai/models/minimax</c> (2026-07-20) for the list of models and MiniMax's schemas for their features:
/// RunAPI documents the request formats without a list of fields and forwards to MiniMax.
/// </remarks>
internal static class RunApiModelCatalog
{
    private const string Source = "RunAPI's OpenAI-compatible format over MiniMax's schema";

    private static readonly string[] ListedM2Models =
    [
        MiniMaxModels.M2_7, MiniMaxModels.M2_7_Highspeed, MiniMaxModels.M2_5, MiniMaxModels.M2_5_Highspeed,
        MiniMaxModels.M2_1, MiniMaxModels.M2,
    ];

    /// <summary>Gets the capabilities of a model without an entry in chat completions.</summary>
    public static ModelCapabilities UnlistedChat { get; } = new()
    {
        Source = Source,
        Fields = RequestField.All.Select(static field => field.Name)
            .Except(["normalize_tool_schemas", "mask_sensitive_info", "repetition_penalty"]).ToArray(),
        Roles = [ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        // MiniMax returns one choice only.
        Ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 1)),
        ThinkingTypes = ["adaptive", "disabled"],
        MessageRules = MessageRules.MiniMax,
        // https://runapi.ai/models/minimax/m2.1: failed generations are never charged.
        ChargesFailedCalls = false,
    };

    /// <summary>Gets the capabilities of a model without an entry in the Messages bridge.</summary>
    public static ModelCapabilities UnlistedMessages { get; } =
        ModelCapabilities.AnthropicMessages with
        {
            Source = "RunAPI's Messages bridge over MiniMax's schema",
            Media = null,
            // The bridge translates requests to the OpenAI style, which has no markers.
            SupportsCacheControl = false,
            ChargesFailedCalls = false,
        };

    /// <summary>Gets the models of chat completions.</summary>
    public static IReadOnlyList<ModelEntry> Chat { get; } = CreateEntries(UnlistedChat);

    /// <summary>Gets the models of the Messages bridge.</summary>
    public static IReadOnlyList<ModelEntry> Messages { get; } = CreateEntries(UnlistedMessages);

    private static ModelEntry[] CreateEntries(ModelCapabilities unlisted)
    {
        // Only M3.1-Flash, which RunAPI does not list, has a reasoning effort.
        ModelCapabilities listed = unlisted with
        {
            Fields = [.. unlisted.Fields!.Except(["reasoning_effort"])],
            IgnoredFields = [.. MiniMaxModelCatalog.IgnoredChatFields.Intersect(unlisted.Fields!)],
        };
        ModelCapabilities m2 = listed with
        {
            // The page says "200K" of M2, M2.1 and M2.5; MiniMax has 204,800 for all of M2.x.
            ContextLength = 200_000,
            UserPartTypes = ["text"],
            IgnoredFields = [.. MiniMaxModelCatalog.IgnoredM2ChatFields.Intersect(unlisted.Fields!)],
        };
        return
        [
            new(MiniMaxModels.M3, MiniMaxModels.M3, listed with
            {
                ContextLength = 1_000_000,
                UserPartTypes = ["text", "image_url", "video_url"],
            }),
            .. ListedM2Models.Select(model => new ModelEntry(model, model, m2)),
        ];
    }
}
