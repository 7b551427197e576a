using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Represents the usage of a Messages response.</summary>
/// <remarks>In a stream the counts are cumulative: a later count replaces an earlier one.</remarks>
[GeneratedJson]
internal sealed partial record AnthropicUsage : SchemaObject
{
    private static readonly string[] CountPropertyNames =
        ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"];

    [AllowNumberString]
    public long? InputTokens { get; init; }

    [AllowNumberString]
    public long? OutputTokens { get; init; }

    [AllowNumberString]
    public long? CacheReadInputTokens { get; init; }

    [AllowNumberString]
    public long? CacheCreationInputTokens { get; init; }

    /// <summary>Returns the usage with the counts of a later event of the stream.</summary>
    public AnthropicUsage MergeWith(AnthropicUsage? later)
    {
        if (later is null)
            return this;
        Dictionary<string, JsonElement>? additional = null;
        foreach (KeyValuePair<string, JsonElement> property in AdditionalProperties.Concat(later.AdditionalProperties))
            (additional ??= [])[property.Key] = property.Value;
        foreach (string count in CountPropertyNames)
        {
            // An unparsable count is an additional property until a later number replaces it.
            if (!later.AdditionalProperties.ContainsKey(count))
                additional?.Remove(count);
        }

        return new()
        {
            InputTokens = later.InputTokens ?? InputTokens,
            OutputTokens = later.OutputTokens ?? OutputTokens,
            CacheReadInputTokens = later.CacheReadInputTokens ?? CacheReadInputTokens,
            CacheCreationInputTokens = later.CacheCreationInputTokens ?? CacheCreationInputTokens,
            AdditionalProperties = additional!,
        };
    }

    // A sum that overflows would be a small number, and its cost too low.
    private static long Add(long count, long? other) =>
        other > long.MaxValue - Math.Max(0, count) ? long.MaxValue : count + (other ?? 0);

    /// <summary>Converts to chat completions usage, whose prompt includes cached tokens; null without counts.</summary>
    public Usage? ToUsage()
    {
        if (InputTokens is null && OutputTokens is null)
            return null;
        long? prompt = InputTokens is { } input ? Add(Add(input, CacheReadInputTokens), CacheCreationInputTokens) : null;
        return new()
        {
            PromptTokens = prompt,
            CompletionTokens = OutputTokens,
            TotalTokens = prompt is { } sum && OutputTokens is not null ? Add(sum, OutputTokens) : null,
            PromptTokensDetails = CacheReadInputTokens is null && CacheCreationInputTokens is null
                ? null
                : new() { CachedTokens = CacheReadInputTokens, CacheWriteTokens = CacheCreationInputTokens },
            AdditionalProperties = AdditionalProperties,
        };
    }
}
