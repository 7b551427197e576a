using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Reads usage that a host reports in a choice instead of the envelope (pi#2017).</summary>
internal static class ChoiceUsageReader
{
    /// <summary>Returns the completion with the usage of a choice if the envelope has no token counts.</summary>
    public static ChatCompletion ApplyChoiceUsage(ChatCompletion completion, JsonReaderOptions options)
    {
        if (HasTokenCounts(completion.Usage))
            return completion;
        foreach (ChatChoice choice in completion.Choices)
        {
            if ((ReadUsage(choice.AdditionalPropertiesOrNull, options)
                ?? ReadUsage(choice.Message.AdditionalPropertiesOrNull, options)) is { } usage)
                return completion with { Usage = usage };
        }

        return completion;
    }

    /// <summary>Returns the chunk with the usage of a choice if the envelope has no token counts.</summary>
    public static ChatCompletionChunk ApplyChoiceUsage(ChatCompletionChunk chunk, JsonReaderOptions options)
    {
        if (HasTokenCounts(chunk.Usage))
            return chunk;
        for (int i = 0; i < chunk.Choices.Count; i++)
        {
            ChatChunkChoice choice = chunk.Choices[i];
            if ((ReadUsage(choice.AdditionalPropertiesOrNull, options)
                ?? ReadUsage(choice.Delta?.AdditionalPropertiesOrNull, options)) is { } usage)
                return chunk with { Usage = usage };
        }

        return chunk;
    }

    // MiniMax sends {"total_tokens":0,"total_characters":0} on every chunk of some streams: a placeholder, not a count.
    private static bool HasTokenCounts(Usage? usage) => usage is { PromptTokens: not null } or { CompletionTokens: not null };

    private static Usage? ReadUsage(IReadOnlyDictionary<string, JsonElement>? additionalProperties, JsonReaderOptions options)
    {
        if (additionalProperties is null || !additionalProperties.TryGetValue("usage", out JsonElement json)
            || json.ValueKind != JsonValueKind.Object)
            return null;
        var reader = new Utf8JsonReader(JsonText.GetRawUtf8(json), options);
        reader.Read();
        return Usage.Read(ref reader);
    }
}
