namespace MiniMaxClient.Providers;

/// <summary>Represents an optional field at the top level of a request.</summary>
/// <param name="name">The JSON name.</param>
/// <param name="isSet">Determines whether a request sets the field.</param>
/// <param name="remove">Creates a copy of the request without the field.</param>
internal sealed class RequestField(
    string name, Func<ChatCompletionRequest, bool> isSet, Func<ChatCompletionRequest, ChatCompletionRequest> remove)
{
    /// <summary>Gets all optional fields.</summary>
    public static IReadOnlyList<RequestField> All { get; } =
    [
        new("max_tokens", static r => r.MaxTokens is not null, static r => r with { MaxTokens = null }),
        new(
            "max_completion_tokens",
            static r => r.MaxCompletionTokens is not null,
            static r => r with { MaxCompletionTokens = null }),
        new("temperature", static r => r.Temperature is not null, static r => r with { Temperature = null }),
        new("top_p", static r => r.TopP is not null, static r => r with { TopP = null }),
        new("top_k", static r => r.TopK is not null, static r => r with { TopK = null }),
        new("n", static r => r.N is not null, static r => r with { N = null }),
        new("stop", static r => r.Stop is { Count: > 0 }, static r => r with { Stop = null }),
        new("seed", static r => r.Seed is not null, static r => r with { Seed = null }),
        new("presence_penalty", static r => r.PresencePenalty is not null, static r => r with { PresencePenalty = null }),
        new("frequency_penalty", static r => r.FrequencyPenalty is not null, static r => r with { FrequencyPenalty = null }),
        new("repetition_penalty", static r => r.RepetitionPenalty is not null, static r => r with { RepetitionPenalty = null }),
        new("logit_bias", static r => r.LogitBias is { Count: > 0 }, static r => r with { LogitBias = null }),
        new("logprobs", static r => r.Logprobs is not null, static r => r with { Logprobs = null }),
        new("top_logprobs", static r => r.TopLogprobs is not null, static r => r with { TopLogprobs = null }),
        new("tools", static r => r.Tools is { Count: > 0 }, static r => r with { Tools = null }),
        new("tool_choice", static r => r.ToolChoice is not null, static r => r with { ToolChoice = null }),
        new(
            "parallel_tool_calls", static r => r.ParallelToolCalls is not null, static r => r with { ParallelToolCalls = null }),
        new(
            "normalize_tool_schemas",
            static r => r.NormalizeToolSchemas is not null,
            static r => r with { NormalizeToolSchemas = null }),
        new("response_format", static r => r.ResponseFormat is not null, static r => r with { ResponseFormat = null }),
        new("prediction", static r => r.Prediction is not null, static r => r with { Prediction = null }),
        new("reasoning_effort", static r => r.ReasoningEffort is not null, static r => r with { ReasoningEffort = null }),
        new("thinking", static r => r.Thinking is not null, static r => r with { Thinking = null }),
        new("reasoning_split", static r => r.ReasoningSplit is not null, static r => r with { ReasoningSplit = null }),
        new("stream_options", static r => r.StreamOptions is not null, static r => r with { StreamOptions = null }),
        new("service_tier", static r => r.ServiceTier is not null, static r => r with { ServiceTier = null }),
        new(
            "mask_sensitive_info", static r => r.MaskSensitiveInfo is not null, static r => r with { MaskSensitiveInfo = null }),
        new("user", static r => r.User is not null, static r => r with { User = null }),
    ];

    private static readonly Dictionary<string, RequestField> ByName = All.ToDictionary(static field => field.Name);

    /// <summary>Determines whether a request sets the field of a name; false for an unknown name.</summary>
    public static bool IsSet(string name, ChatCompletionRequest request) =>
        ByName.TryGetValue(name, out RequestField? field) && field.IsSet(request);

    /// <summary>Gets the JSON name.</summary>
    public string Name => name;

    /// <summary>Determines whether a request sets the field; an empty list does not count, because it is not sent.</summary>
    public bool IsSet(ChatCompletionRequest request) => isSet(request);

    /// <summary>Creates a copy of a request without the field.</summary>
    public ChatCompletionRequest RemoveFrom(ChatCompletionRequest request) => remove(request);
}
