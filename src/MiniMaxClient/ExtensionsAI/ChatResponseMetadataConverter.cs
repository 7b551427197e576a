using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Puts what is known about an answer into the ecosystem's terms.</summary>
internal static class ChatResponseMetadataConverter
{
    // The years 1 to 9999, which is what the type can hold.
    private const long FirstSecond = -62135596800;
    private const long LastSecond = 253402300799;

    public static DateTimeOffset? ToDateTimeOffset(long? seconds) =>
        seconds is >= FirstSecond and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    public static ChatFinishReason? ToChatFinishReason(FinishReason? reason) => reason?.Value switch
    {
        null => null,
        { } nothing when string.IsNullOrWhiteSpace(nothing) => null,
        "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        // MiniMax was seen to send the second, and older hosts the third.
        "tool_calls" or "tool_call" or "function_call" => ChatFinishReason.ToolCalls,
        { } other => new(other),
    };

    /// <summary>The tokens; a count that the ecosystem has no name for keeps the wire's.</summary>
    public static UsageDetails ToUsageDetails(Usage usage, CompletionMeta? meta)
    {
        var others = new AdditionalPropertiesDictionary<long>();
        // The ecosystem's own names for these two are experimental.
        Add("prompt_tokens_details.audio_tokens", usage.PromptTokensDetails?.AudioTokens);
        Add("completion_tokens_details.audio_tokens", usage.CompletionTokensDetails?.AudioTokens);
        Add("total_characters", usage.TotalCharacters);
        Add("accepted_prediction_tokens", usage.CompletionTokensDetails?.AcceptedPredictionTokens);
        Add("rejected_prediction_tokens", usage.CompletionTokensDetails?.RejectedPredictionTokens);
        foreach (KeyValuePair<string, JsonElement> other in usage.AdditionalProperties)
            Add(other.Key, ReadCount(other.Value));
        if (meta?.Usage?.CreditsUsed is { } credits and >= 0 and <= long.MaxValue && credits == decimal.Truncate(credits))
            Add("credits_used", (long)credits);
        return new()
        {
            InputTokenCount = usage.PromptTokens,
            OutputTokenCount = usage.CompletionTokens,
            TotalTokenCount = usage.TotalTokens,
            CachedInputTokenCount = usage.PromptTokensDetails?.CachedTokens,
            ReasoningTokenCount = usage.CompletionTokensDetails?.ReasoningTokens,
            AdditionalCounts = others.Count > 0 ? others : null,
        };

        void Add(string name, long? count)
        {
            if (count is { } some)
                others[name] = some;
        }
    }

    private static long? ReadCount(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) ? count : null;

    /// <summary>What the answer says besides, by the wire's names, and how the call went.</summary>
    public static AdditionalPropertiesDictionary ToAdditionalProperties(ChatCompletion completion)
    {
        var facts = new AdditionalPropertiesDictionary();
        ChatCompletion others = completion with
        {
            Id = null, Choices = null!, Created = null, Model = null, Object = null, Usage = null,
        };
        foreach (JsonProperty other in CompactJsonSerializer.SerializeToElement(others).EnumerateObject())
            facts[other.Name] = other.Value;
        Add("provider", completion.Call?.Provider);
        Add("request_id", completion.Call?.RequestId);
        Add("client_request_id", completion.Call?.ClientRequestId);
        Add("cost_usd", completion.Cost?.Usd);
        return facts;

        void Add(string name, object? value)
        {
            if (value is not null)
                facts[name] = value;
        }
    }
}
