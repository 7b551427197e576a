namespace MiniMaxClient.Providers.AimlApi;

/// <summary>Provides the ids and the capabilities of the MiniMax models at AIML API.</summary>
/// <remarks>
/// The source is the OpenAPI documents of <c>docs.aimlapi.com/api-references/text-models-llm/minimax</c>: in full for m2,
/// m2-7-20260402, m2-7-highspeed and m3, inferred from parts or from documents of the same size for the others. No model's
/// schema has <c>stop</c>, <c>n</c>, <c>user</c>, <c>top_k</c>, <c>max_completion_tokens</c>, <c>reasoning_split</c>,
/// <c>thinking</c> or <c>service_tier</c>. MiniMax-M3.1-Flash has a page but no schema yet, so every field is sent for it.
/// </remarks>
internal static class AimlApiModelCatalog
{
    private static readonly Dictionary<string, string> IdsByCanonicalId = new(StringComparer.Ordinal)
    {
        [MiniMaxModels.M1] = "minimax/m1",
        [MiniMaxModels.M2] = "minimax/m2",
        [MiniMaxModels.M2_1] = "minimax/m2-1",
        [MiniMaxModels.M2_1_Highspeed] = "minimax/m2-1-highspeed",
        [MiniMaxModels.M2_5] = "minimax/m2-5-20260218",
        [MiniMaxModels.M2_5_Highspeed] = "minimax/m2-5-highspeed-20260218",
        [MiniMaxModels.M2_7] = "minimax/m2-7-20260402",
        [MiniMaxModels.M2_7_Highspeed] = "minimax/m2-7-highspeed",
        [MiniMaxModels.M2_Her] = "minimax/m2-her",
        [MiniMaxModels.M3] = "minimax/minimax-m3",
        [MiniMaxModels.M3_1_Flash] = "minimax/minimax-m3.1-flash",
    };

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

    private static readonly Dictionary<string, ModelCapabilities> CapabilitiesById = new(StringComparer.Ordinal)
    {
        ["minimax/m1"] = EarlyModelCapabilities,
        ["minimax/m2"] = EarlyModelCapabilities,
        ["minimax/m2-1"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "response_format"], Roles, ["text", "image_url", "file"]),
        ["minimax/m2-1-highspeed"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "response_format"], RolesWithDeveloper, ["text", "image_url", "file"]),
        ["minimax/m2-5-20260218"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "response_format"], Roles, ["text", "image_url", "file"]),
        ["minimax/m2-5-highspeed-20260218"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "response_format"], Roles, ["text", "image_url", "file"]),
        ["minimax/m2-7-20260402"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "reasoning_effort"], Roles, ["text", "file"]),
        ["minimax/m2-7-highspeed"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "response_format"], RolesWithDeveloper, ["text", "image_url", "file"]),
        ["minimax/m2-her"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields], RolesWithDeveloper, ["text", "image_url", "file"]),
        ["minimax/minimax-m3"] = CreateCapabilities(
            [.. BaseFields, .. SamplingFields, "response_format", "normalize_tool_schemas"], Roles, ["text", "file"]) with
        {
            SupportsToolMessageParts = true,
            SupportsCustomTools = true,
            SendsNullContent = true,
            SupportsFileIds = true,
        },
    };

    private static ModelCapabilities UnlistedModelCapabilities => field ??= ModelCapabilities.Unrestricted with
    {
        Ranges = Ranges,
        SendsNullContent = false,
        ReportsCost = true,
        MessageRules = MessageRules.MiniMax,
    };

    private static ModelCapabilities EarlyModelCapabilities => CreateCapabilities(
        [.. BaseFields, "response_format", "mask_sensitive_info"], Roles, ["text"]) with
    {
        Ranges = new Dictionary<string, NumberRange>(Ranges) { ["temperature"] = new(0, 1) },
    };

    public static string MapModel(string model) => IdsByCanonicalId.TryGetValue(model, out string? id) ? id : model;

    /// <summary>Gets the capabilities of a model; an unlisted model supports everything within AIML API's ranges.</summary>
    /// <param name="id">AIML API's own id.</param>
    public static ModelCapabilities GetCapabilities(string id) =>
        CapabilitiesById.TryGetValue(id, out ModelCapabilities? capabilities) ? capabilities : UnlistedModelCapabilities;

    private static ModelCapabilities CreateCapabilities(string[] fields, ChatRole[] roles, string[] userPartTypes) => new()
    {
        Source = "AIML API's schema",
        Fields = fields,
        Ranges = Ranges,
        Roles = roles,
        UserPartTypes = userPartTypes,
        ResponseFormats = ["text", "json_object", "json_schema"],
        SupportsToolMessageParts = false,
        SupportsCustomTools = false,
        SendsNullContent = false,
        SupportsFileIds = false,
        // https://docs.aimlapi.com/capabilities/request-tracing-and-cost
        ReportsCost = true,
        MessageRules = MessageRules.MiniMax,
    };
}
