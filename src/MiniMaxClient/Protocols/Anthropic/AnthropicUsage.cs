using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>The usage of a Messages answer, as far as it has come.</summary>
/// <remarks>In a stream the numbers are cumulative: a later one replaces an earlier one and is never added to it.</remarks>
internal sealed class AnthropicUsage
{
    private Dictionary<string, JsonElement> _others = [];
    private long? _input;
    private long? _output;
    private long? _cacheRead;
    private long? _cacheCreation;

    /// <summary>Takes the numbers that the object has; the others stay. False when it is no object.</summary>
    public bool TryTake(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return false;
        var rest = default(ObjectReader);
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Int64(ref json, "input_tokens"u8, ref _input)
                || rest.Int64(ref json, "output_tokens"u8, ref _output)
                || rest.Int64(ref json, "cache_read_input_tokens"u8, ref _cacheRead)
                || rest.Int64(ref json, "cache_creation_input_tokens"u8, ref _cacheCreation)))
                rest.Keep(ref json);
        }

        if (rest.Kept is { } kept)
        {
            // A chunk that was handed over keeps what it had.
            _others = new(_others);
            foreach (KeyValuePair<string, JsonElement> other in kept)
                _others[other.Key] = other.Value;
        }

        return true;
    }

    /// <summary>The same in the terms of chat completions: there the prompt includes what came from the cache.</summary>
    public Usage? ToUsage()
    {
        if (_input is null && _output is null)
            return null;
        long? prompt = _input is { } input ? input + (_cacheRead ?? 0) + (_cacheCreation ?? 0) : null;
        return new()
        {
            PromptTokens = prompt,
            CompletionTokens = _output,
            TotalTokens = prompt + _output,
            PromptTokensDetails = _cacheRead is { } cached ? new() { CachedTokens = cached } : null,
            AdditionalProperties = _others,
        };
    }
}
