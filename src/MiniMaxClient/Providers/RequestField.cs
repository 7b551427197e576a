namespace MiniMaxClient.Providers;

/// <summary>An optional field of the request's top level.</summary>
/// <param name="Name">Its JSON name.</param>
/// <param name="IsSet">Whether a request has it.</param>
/// <param name="Drop">A copy of the request without it.</param>
/// <param name="Number">Its value in a request; null for a field that is not a number.</param>
internal sealed record RequestField(
    string Name,
    Func<ChatCompletionRequest, bool> IsSet,
    Func<ChatCompletionRequest, ChatCompletionRequest> Drop,
    Func<ChatCompletionRequest, double?>? Number)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RequestField> All { get; } =
    [
        Numeric("max_tokens", static r => r.MaxTokens, static r => r with { MaxTokens = null }),
        Numeric("max_completion_tokens", static r => r.MaxCompletionTokens, static r => r with { MaxCompletionTokens = null }),
        Numeric("temperature", static r => r.Temperature, static r => r with { Temperature = null }),
        Numeric("top_p", static r => r.TopP, static r => r with { TopP = null }),
        Numeric("top_k", static r => r.TopK, static r => r with { TopK = null }),
        Numeric("n", static r => r.N, static r => r with { N = null }),
        Field("stop", static r => r.Stop is not null, static r => r with { Stop = null }),
        Numeric("seed", static r => r.Seed, static r => r with { Seed = null }),
        Numeric("presence_penalty", static r => r.PresencePenalty, static r => r with { PresencePenalty = null }),
        Numeric("frequency_penalty", static r => r.FrequencyPenalty, static r => r with { FrequencyPenalty = null }),
        Numeric("repetition_penalty", static r => r.RepetitionPenalty, static r => r with { RepetitionPenalty = null }),
        Field("logit_bias", static r => r.LogitBias is not null, static r => r with { LogitBias = null }),
        Field("logprobs", static r => r.Logprobs is not null, static r => r with { Logprobs = null }),
        Numeric("top_logprobs", static r => r.TopLogprobs, static r => r with { TopLogprobs = null }),
        Field("tools", static r => r.Tools is not null, static r => r with { Tools = null }),
        Field("tool_choice", static r => r.ToolChoice is not null, static r => r with { ToolChoice = null }),
        Field(
            "parallel_tool_calls", static r => r.ParallelToolCalls is not null, static r => r with { ParallelToolCalls = null }),
        Field(
            "normalize_tool_schemas",
            static r => r.NormalizeToolSchemas is not null,
            static r => r with { NormalizeToolSchemas = null }),
        Field("response_format", static r => r.ResponseFormat is not null, static r => r with { ResponseFormat = null }),
        Field("prediction", static r => r.Prediction is not null, static r => r with { Prediction = null }),
        Field("reasoning_effort", static r => r.ReasoningEffort is not null, static r => r with { ReasoningEffort = null }),
        Field("thinking", static r => r.Thinking is not null, static r => r with { Thinking = null }),
        Field("reasoning_split", static r => r.ReasoningSplit is not null, static r => r with { ReasoningSplit = null }),
        Field("stream_options", static r => r.StreamOptions is not null, static r => r with { StreamOptions = null }),
        Field("service_tier", static r => r.ServiceTier is not null, static r => r with { ServiceTier = null }),
        Field(
            "mask_sensitive_info", static r => r.MaskSensitiveInfo is not null, static r => r with { MaskSensitiveInfo = null }),
        Field("user", static r => r.User is not null, static r => r with { User = null }),
    ];

    private static RequestField Field(
        string name, Func<ChatCompletionRequest, bool> isSet, Func<ChatCompletionRequest, ChatCompletionRequest> drop) =>
        new(name, isSet, drop, null);

    private static RequestField Numeric(
        string name, Func<ChatCompletionRequest, double?> number, Func<ChatCompletionRequest, ChatCompletionRequest> drop) =>
        new(name, request => number(request) is not null, drop, number);
}
