using MiniMaxClient.Providers.MiniMax;

namespace MiniMaxClient.Providers.AimlApi;

/// <summary>Provides the ids and the capabilities of the MiniMax models at AIML API.</summary>
/// <remarks>
/// The source is the OpenAPI documents of <c>docs.aimlapi.com/api-references/text-models-llm/minimax</c>: in full for m2,
/// m2-7-20260402, m2-7-highspeed and m3, inferred from parts or from documents of the same size for the others. No model's
/// schema has <c>stop</c>, <c>n</c>, <c>user</c>, <c>top_k</c>, <c>max_completion_tokens</c>, <c>reasoning_split</c>,
/// <c>thinking</c> or <c>service_tier</c>. MiniMax-M3.1-Flash has a page but no schema yet, so every field is sent for it. The
/// context lengths are MiniMax's; AIML API's page of m2-1-highspeed states the same.
/// </remarks>
internal static class AimlApiModelCatalog
{
    private static readonly string[] BaseFields =
    [
        "max_tokens", "stream_options", "tools", "tool_choice", "parallel_tool_calls", "temperature", "top_p", "prediction",
        "seed", "presence_penalty",
    ];

    private static readonly string[] SamplingFields = ["frequency_penalty", "logit_bias", "logprobs", "top_logprobs"];

    private static readonly ChatRole[] Roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool];

    private static readonly ChatRole[] RolesWithDeveloper = [.. Roles, ChatRole.Developer];

    private static readonly Dictionary<string, NumberRange> Ranges = new()
    {
        ["max_tokens"] = new(1, double.PositiveInfinity),
        ["temperature"] = new(0, 2),
        ["top_p"] = new(0.01, 1),
        ["seed"] = new(1, double.PositiveInfinity),
        ["presence_penalty"] = new(-2, 2),
        ["frequency_penalty"] = new(-2, 2),
        ["logit_bias"] = new(-100, 100),
        ["top_logprobs"] = new(0, 20),
    };

    private static readonly string[] ChatFields = [.. BaseFields, .. SamplingFields, "response_format"];
    private static readonly string[] TextAndFile = ["text", "file"];

    /// <summary>Gets the capabilities of a model without an entry: everything within AIML API's ranges.</summary>
    public static ModelCapabilities UnlistedModelCapabilities { get; } = ModelCapabilities.Unrestricted with
    {
        Ranges = Ranges,
        SendsNullContent = false,
        ReportsCost = true,
        ChargesFailedCalls = false,
        MessageRules = MessageRules.MiniMax,
    };

    /// <summary>Gets the models.</summary>
    public static IReadOnlyList<ModelEntry> Models { get; } =
    [
        new(MiniMaxModels.M3_1_Flash, "minimax/minimax-m3.1-flash", UnlistedModelCapabilities with
        {
            Source = "AIML API's page of the model",
            ContextLength = 1_000_000,
            ReasoningEfforts = ReasoningEffort.Levels,
            ThinkingTypes = ["adaptive"],
            IgnoredFields = MiniMaxModelCatalog.IgnoredFields,
        }),
        new(MiniMaxModels.M3, "minimax/minimax-m3", CreateCapabilities(
            [.. ChatFields, "normalize_tool_schemas"], Roles, TextAndFile, contextLength: 1_000_000) with
        {
            SupportsToolMessageParts = true,
            SupportsCustomTools = true,
            SendsNullContent = true,
            SupportsFileIds = true,
        }),
        new(MiniMaxModels.M2_7, "minimax/m2-7-20260402", CreateCapabilities(
            // The schema of the user's page has reasoning_effort, the newest one does not.
            [.. BaseFields, .. SamplingFields, "reasoning_effort"], Roles, TextAndFile) with
        {
            ReasoningEfforts = [ReasoningEffort.Low, ReasoningEffort.Medium, ReasoningEffort.High],
        }),
        CreateImageEntry(MiniMaxModels.M2_7_Highspeed, "minimax/m2-7-highspeed", ChatFields, RolesWithDeveloper),
        CreateImageEntry(MiniMaxModels.M2_5, "minimax/m2-5-20260218", ChatFields, Roles),
        CreateImageEntry(MiniMaxModels.M2_5_Highspeed, "minimax/m2-5-highspeed-20260218", ChatFields, Roles),
        CreateImageEntry(MiniMaxModels.M2_1, "minimax/m2-1", ChatFields, Roles),
        CreateImageEntry(MiniMaxModels.M2_1_Highspeed, "minimax/m2-1-highspeed", ChatFields, RolesWithDeveloper),
        new(MiniMaxModels.M2, "minimax/m2", CreateEarlyCapabilities(
            [.. BaseFields, "response_format"], MiniMaxModelCatalog.M2ContextLength)),
        CreateImageEntry(
            MiniMaxModels.M2_Her,
            "minimax/m2-her",
            [.. BaseFields, .. SamplingFields],
            RolesWithDeveloper,
            contextLength: MiniMaxModelCatalog.M2HerContextLength),
        // Only the older schema of this model has mask_sensitive_info.
        new(MiniMaxModels.M1, "minimax/m1", CreateEarlyCapabilities(
            [.. BaseFields, "response_format", "mask_sensitive_info"], contextLength: 1_000_000)),
    ];

    // The schemas list images; MiniMax's M2 models process only text.
    private static ModelEntry CreateImageEntry(
        string model, string id, string[] fields, ChatRole[] roles, long contextLength = MiniMaxModelCatalog.M2ContextLength) =>
        new(model, id, CreateCapabilities(fields, roles, ["text", "image_url", "file"], contextLength) with
        {
            IgnoredPartTypes = ["image_url"],
        });

    private static ModelCapabilities CreateEarlyCapabilities(string[] fields, long contextLength) =>
        CreateCapabilities(fields, Roles, ["text"], contextLength) with
        {
            Ranges = new Dictionary<string, NumberRange>(Ranges) { ["temperature"] = new(0, 1) },
        };

    private static ModelCapabilities CreateCapabilities(
        string[] fields,
        ChatRole[] roles,
        string[] userPartTypes,
        long contextLength = MiniMaxModelCatalog.M2ContextLength) => new()
    {
        Source = "AIML API's schema",
        ContextLength = contextLength,
        IgnoredFields = [.. MiniMaxModelCatalog.IgnoredFields.Intersect(fields)],
        Fields = fields,
        Ranges = Ranges,
        Roles = roles,
        UserPartTypes = userPartTypes,
        Media = MediaRules.AimlApi,
        ResponseFormats = ["text", "json_object", "json_schema"],
        SupportsToolMessageParts = false,
        SupportsCustomTools = false,
        SendsNullContent = false,
        SupportsFileIds = false,
        // https://docs.aimlapi.com/capabilities/request-tracing-and-cost
        ReportsCost = true,
        // https://docs.aimlapi.com/api-references/service-endpoints/usage-logs: failed requests are not billed.
        ChargesFailedCalls = false,
        MessageRules = MessageRules.MiniMax,
    };
}
