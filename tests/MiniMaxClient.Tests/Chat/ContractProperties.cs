namespace MiniMaxClient.Tests.Chat;

/// <summary>The typed property for each response path of the contract.</summary>
internal static class ContractProperties
{
    public static IReadOnlyDictionary<string, Func<ChatCompletion, object?>> ResponseProperties { get; } =
        new Dictionary<string, Func<ChatCompletion, object?>>
        {
            ["id"] = c => c.Id,
            ["object"] = c => c.Object,
            ["created"] = c => c.Created,
            ["model"] = c => c.Model,
            ["choices"] = c => c.Choices,
            ["choices[]"] = c => c.Choices[0],
            ["choices[].index"] = c => c.Choices[0].Index,
            ["choices[].finish_reason"] = c => c.Choices[0].FinishReason,
            ["choices[].message"] = c => c.Choices[0].Message,
            ["choices[].message.role"] = c => c.Message.Role,
            ["choices[].message.content"] = c => c.Message.Content,
            ["choices[].message.refusal"] = c => c.Message.Refusal,
            ["choices[].message.name"] = c => c.Message.Name,
            ["choices[].message.audio_content"] = c => c.Message.AudioContent,
            ["choices[].message.reasoning_content"] = c => c.Message.ReasoningContent,
            ["choices[].message.reasoning_details[]"] = c => c.Message.ReasoningDetails![0],
            ["choices[].message.annotations"] = c => c.Message.Annotations,
            ["choices[].message.annotations[]"] = c => c.Message.Annotations![0],
            ["choices[].message.annotations[].type"] = c => c.Message.Annotations![0].Type,
            ["choices[].message.annotations[].url_citation"] = c => c.Message.Annotations![0].UrlCitation,
            ["choices[].message.annotations[].url_citation.end_index"] = c => c.Message.Annotations![0].UrlCitation!.EndIndex,
            ["choices[].message.annotations[].url_citation.start_index"] = c => c.Message.Annotations![0].UrlCitation!.StartIndex,
            ["choices[].message.annotations[].url_citation.title"] = c => c.Message.Annotations![0].UrlCitation!.Title,
            ["choices[].message.annotations[].url_citation.url"] = c => c.Message.Annotations![0].UrlCitation!.Url,
            ["choices[].message.audio"] = c => c.Message.Audio,
            ["choices[].message.audio.id"] = c => c.Message.Audio!.Id,
            ["choices[].message.audio.data"] = c => c.Message.Audio!.Data,
            ["choices[].message.audio.transcript"] = c => c.Message.Audio!.Transcript,
            ["choices[].message.audio.expires_at"] = c => c.Message.Audio!.ExpiresAt,
            ["choices[].message.tool_calls"] = c => c.Message.ToolCalls,
            ["choices[].message.tool_calls[]"] = c => c.Message.ToolCalls![0],
            ["choices[].message.tool_calls[].index"] = c => c.Message.ToolCalls![0].Index,
            ["choices[].message.tool_calls[]{type=function}"] = GetFunctionCall,
            ["choices[].message.tool_calls[]{type=function}.id"] = c => GetFunctionCall(c).Id,
            ["choices[].message.tool_calls[]{type=function}.type"] = c => GetFunctionCall(c).Type,
            ["choices[].message.tool_calls[]{type=function}.function"] = c => GetFunctionCall(c).Function,
            ["choices[].message.tool_calls[]{type=function}.function.arguments"] = c => GetFunctionCall(c).Function.Arguments,
            ["choices[].message.tool_calls[]{type=function}.function.name"] = c => GetFunctionCall(c).Function.Name,
            ["choices[].message.tool_calls[]{type=custom}"] = GetCustomCall,
            ["choices[].message.tool_calls[]{type=custom}.id"] = c => GetCustomCall(c).Id,
            ["choices[].message.tool_calls[]{type=custom}.type"] = c => GetCustomCall(c).Type,
            ["choices[].message.tool_calls[]{type=custom}.custom"] = c => GetCustomCall(c).Custom,
            ["choices[].message.tool_calls[]{type=custom}.custom.input"] = c => GetCustomCall(c).Custom.Input,
            ["choices[].message.tool_calls[]{type=custom}.custom.name"] = c => GetCustomCall(c).Custom.Name,
            ["input_sensitive"] = c => c.InputSensitive,
            ["output_sensitive"] = c => c.OutputSensitive,
            ["input_sensitive_type"] = c => c.InputSensitiveType,
            ["output_sensitive_type"] = c => c.OutputSensitiveType,
            ["output_sensitive_int"] = c => c.OutputSensitiveInt,
            ["base_resp.status_code"] = c => c.BaseResp!.StatusCode,
            ["base_resp.status_msg"] = c => c.BaseResp!.StatusMessage,
            ["meta.usage.credits_used"] = c => c.Meta!.Usage!.CreditsUsed,
            ["meta.usage.usd_spent"] = c => c.Meta!.Usage!.UsdSpent,
        }
        .AddPrefixed("usage", CreateUsageProperties(), c => c.Usage!)
        .AddPrefixed("choices[].logprobs", CreateLogprobsProperties(), c => c.Choices[0].Logprobs!);

    public static IReadOnlyDictionary<string, Func<ChatCompletionChunk, object?>> ChunkProperties { get; } =
        new Dictionary<string, Func<ChatCompletionChunk, object?>>
        {
            ["id"] = c => c.Id,
            ["object"] = c => c.Object,
            ["created"] = c => c.Created,
            ["model"] = c => c.Model,
            ["service_tier"] = c => c.ServiceTier,
            ["choices"] = c => c.Choices,
            ["choices[]"] = c => c.Choices[0],
            ["choices[].index"] = c => c.Choices[0].Index,
            ["choices[].finish_reason"] = c => c.Choices[0].FinishReason,
            ["choices[].delta"] = c => c.Choices[0].Delta,
            ["choices[].delta.role"] = c => c.Choices[0].Delta!.Role,
            ["choices[].delta.content"] = c => c.Choices[0].Delta!.Content,
            ["choices[].delta.refusal"] = c => c.Choices[0].Delta!.Refusal,
            ["choices[].delta.name"] = c => c.Choices[0].Delta!.Name,
            ["choices[].delta.audio_content"] = c => c.Choices[0].Delta!.AudioContent,
            ["choices[].delta.reasoning_content"] = c => c.Choices[0].Delta!.ReasoningContent,
            ["choices[].delta.reasoning_details[]"] = c => c.Choices[0].Delta!.ReasoningDetails![0],
            ["choices[].delta.tool_calls"] = c => c.Choices[0].Delta!.ToolCalls,
            ["choices[].delta.tool_calls[]"] = GetToolCallDelta,
            ["choices[].delta.tool_calls[].index"] = c => GetToolCallDelta(c).Index,
            ["choices[].delta.tool_calls[].id"] = c => GetToolCallDelta(c).Id,
            ["choices[].delta.tool_calls[].type"] = c => GetToolCallDelta(c).Type,
            ["choices[].delta.tool_calls[].function"] = c => GetToolCallDelta(c).Function,
            ["choices[].delta.tool_calls[].function.name"] = c => GetToolCallDelta(c).Function!.Name,
            ["choices[].delta.tool_calls[].function.arguments"] = c => GetToolCallDelta(c).Function!.Arguments,
            ["input_sensitive"] = c => c.InputSensitive,
            ["output_sensitive"] = c => c.OutputSensitive,
            ["input_sensitive_type"] = c => c.InputSensitiveType,
            ["output_sensitive_type"] = c => c.OutputSensitiveType,
            ["output_sensitive_int"] = c => c.OutputSensitiveInt,
            ["base_resp"] = c => c.BaseResp,
            ["meta.usage.credits_used"] = c => c.Meta!.Usage!.CreditsUsed,
            ["meta.usage.usd_spent"] = c => c.Meta!.Usage!.UsdSpent,
        }
        .AddPrefixed("usage", CreateUsageProperties(), c => c.Usage!)
        .AddPrefixed("choices[].logprobs", CreateLogprobsProperties(), c => c.Choices[0].Logprobs!);

    private static FunctionToolCall GetFunctionCall(ChatCompletion completion) =>
        Assert.Single(completion.Message.ToolCalls!.OfType<FunctionToolCall>());

    private static CustomToolCall GetCustomCall(ChatCompletion completion) =>
        Assert.Single(completion.Message.ToolCalls!.OfType<CustomToolCall>());

    private static ToolCallDelta GetToolCallDelta(ChatCompletionChunk chunk) => chunk.Choices[0].Delta!.ToolCalls![0];

    private static Dictionary<string, Func<Usage, object?>> CreateUsageProperties() => new()
    {
        [""] = u => u,
        [".prompt_tokens"] = u => u.PromptTokens,
        [".completion_tokens"] = u => u.CompletionTokens,
        [".total_tokens"] = u => u.TotalTokens,
        [".total_characters"] = u => u.TotalCharacters,
        [".completion_tokens_details"] = u => u.CompletionTokensDetails,
        [".completion_tokens_details.accepted_prediction_tokens"] = u => u.CompletionTokensDetails!.AcceptedPredictionTokens,
        [".completion_tokens_details.audio_tokens"] = u => u.CompletionTokensDetails!.AudioTokens,
        [".completion_tokens_details.reasoning_tokens"] = u => u.CompletionTokensDetails!.ReasoningTokens,
        [".completion_tokens_details.rejected_prediction_tokens"] = u => u.CompletionTokensDetails!.RejectedPredictionTokens,
        [".prompt_tokens_details"] = u => u.PromptTokensDetails,
        [".prompt_tokens_details.audio_tokens"] = u => u.PromptTokensDetails!.AudioTokens,
        [".prompt_tokens_details.cached_tokens"] = u => u.PromptTokensDetails!.CachedTokens,
    };

    private static Dictionary<string, Func<ChoiceLogprobs, object?>> CreateLogprobsProperties() =>
        new Dictionary<string, Func<ChoiceLogprobs, object?>>
        {
            [""] = l => l,
            [".content"] = l => l.Content,
            [".refusal"] = l => l.Refusal,
        }
        .AddPrefixed(".content[]", CreateTokenProperties(), l => l.Content![0])
        .AddPrefixed(".content[].top_logprobs[]", CreateTokenProperties(), l => l.Content![0].TopLogprobs![0])
        .AddPrefixed(".refusal[]", CreateTokenProperties(), l => l.Refusal![0])
        .AddPrefixed(".refusal[].top_logprobs[]", CreateTokenProperties(), l => l.Refusal![0].TopLogprobs![0]);

    private static Dictionary<string, Func<TokenLogprob, object?>> CreateTokenProperties() => new()
    {
        [""] = t => t,
        [".token"] = t => t.Token,
        [".logprob"] = t => t.Logprob,
        [".bytes"] = t => t.Bytes,
        [".bytes[]"] = t => t.Bytes![0],
        [".top_logprobs"] = t => t.TopLogprobs,
    };

    private static Dictionary<string, Func<T, object?>> AddPrefixed<T, TPart>(
        this Dictionary<string, Func<T, object?>> all, string prefix, Dictionary<string, Func<TPart, object?>> part, Func<T, TPart> get)
    {
        foreach (KeyValuePair<string, Func<TPart, object?>> property in part)
            all.Add(prefix + property.Key, root => property.Value(get(root)));
        return all;
    }
}
