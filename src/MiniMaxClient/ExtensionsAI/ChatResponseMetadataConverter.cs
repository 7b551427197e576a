using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts the metadata of a response to that of Microsoft.Extensions.AI.</summary>
internal static class ChatResponseMetadataConverter
{
    // The range of DateTimeOffset: the years 1 to 9999.
    private const long FirstSecond = -62135596800;
    private const long LastSecond = 253402300799;

    public static DateTimeOffset? ToDateTimeOffset(long? seconds) =>
        seconds is >= FirstSecond and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    public static ChatFinishReason? ToChatFinishReason(FinishReason? reason) => reason?.Value switch
    {
        null => null,
        { } value when string.IsNullOrWhiteSpace(value) => null,
        "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        // MiniMax sends tool_call in some responses, and older hosts send function_call.
        "tool_calls" or "tool_call" or "function_call" => ChatFinishReason.ToolCalls,
        { } other => new(other),
    };

    /// <summary>Converts the token usage; counts without a property keep the names of the wire.</summary>
    public static UsageDetails ToUsageDetails(Usage usage, CompletionMeta? meta)
    {
        var additionalCounts = new AdditionalPropertiesDictionary<long>();
        // The properties of UsageDetails for these two are experimental.
        Add("prompt_tokens_details.audio_tokens", usage.PromptTokensDetails?.AudioTokens);
        Add("completion_tokens_details.audio_tokens", usage.CompletionTokensDetails?.AudioTokens);
        Add("prompt_tokens_details.cache_write_tokens", usage.CacheWriteTokens);
        Add("total_characters", usage.TotalCharacters);
        Add("accepted_prediction_tokens", usage.CompletionTokensDetails?.AcceptedPredictionTokens);
        Add("rejected_prediction_tokens", usage.CompletionTokensDetails?.RejectedPredictionTokens);
        foreach (KeyValuePair<string, JsonElement> property in usage.AdditionalProperties)
            Add(property.Key, ReadCount(property.Value));
        if (meta?.Usage?.CreditsUsed is { } credits and >= 0 and <= long.MaxValue && credits == decimal.Truncate(credits))
            Add("credits_used", (long)credits);
        return new()
        {
            InputTokenCount = usage.PromptTokens,
            OutputTokenCount = usage.CompletionTokens,
            TotalTokenCount = usage.TotalTokens,
            CachedInputTokenCount = usage.CacheReadTokens,
            ReasoningTokenCount = usage.CompletionTokensDetails?.ReasoningTokens,
            AdditionalCounts = additionalCounts.Count > 0 ? additionalCounts : null,
        };

        void Add(string name, long? count)
        {
            if (count is { } value)
                additionalCounts[name] = value;
        }
    }

    private static long? ReadCount(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) ? count : null;

    /// <summary>Creates the additional properties: the remaining fields of the response, and metadata of the call.</summary>
    public static AdditionalPropertiesDictionary ToAdditionalProperties(ChatCompletion completion)
    {
        var properties = new AdditionalPropertiesDictionary();
        ChatCompletion remaining = completion with
        {
            Id = null, Choices = null!, Created = null, Model = null, Object = null, Usage = null,
        };
        foreach (JsonProperty field in CompactJsonSerializer.SerializeToElement(remaining).EnumerateObject())
            properties[field.Name] = field.Value;
        Add("provider", completion.Call?.Provider);
        Add("request_id", completion.Call?.RequestId);
        Add("client_request_id", completion.Call?.ClientRequestId);
        Add("cost_usd", completion.Cost?.Usd);
        return properties;

        void Add(string name, object? value)
        {
            if (value is not null)
                properties[name] = value;
        }
    }
}
