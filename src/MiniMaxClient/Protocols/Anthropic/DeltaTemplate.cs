using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads, without parsing, a delta event that differs from a captured one only in its text.</summary>
internal sealed class DeltaTemplate
{
    private readonly EventTemplate _eventTemplate = new();
    private Func<AnthropicBlock, string, AnthropicBlock> _withText = null!;
    private AnthropicBlock _delta = null!;

    /// <summary>The index of the delta's block.</summary>
    public int BlockIndex { get; private set; }

    /// <summary>The additional properties of the event.</summary>
    public IReadOnlyDictionary<string, JsonElement>? AdditionalProperties { get; private set; }

    /// <summary>Returns the delta of an event that matches the template; null if the event does not match.</summary>
    public AnthropicBlock? TryMatch(ReadOnlySpan<byte> data) =>
        _eventTemplate.TryMatch(data) is { } text ? _withText(_delta, text) : null;

    /// <summary>Captures a parsed event as the template for the events after it.</summary>
    public void Capture(ReadOnlySpan<byte> data, AnthropicEvent parsedEvent, JsonReaderOptions options)
    {
        // Usage is cumulative: a repeated count would replace later ones.
        if (parsedEvent is not { Type: "content_block_delta", Delta: { } delta, Usage: null, Message: null }
            || !_eventTemplate.ShouldCapture())
            return;
        var json = new Utf8JsonReader(data, options);
        json.Read();
        if (!JsonRange.TryEnterProperty(ref json, "delta"u8))
            return;

        // A delta of an unknown type has none of these properties, even if its JSON has.
        if (delta.Text is not null && JsonRange.FindString(json, "text"u8) is { } text)
            Capture(data, text, static (block, fragment) => block with { Text = fragment });
        else if (delta.Thinking is not null && JsonRange.FindString(json, "thinking"u8) is { } thinking)
            Capture(data, thinking, static (block, fragment) => block with { Thinking = fragment });
        else if (delta.PartialJson is not null && JsonRange.FindString(json, "partial_json"u8) is { } input)
            Capture(data, input, static (block, fragment) => block with { PartialJson = fragment });
        else
            return;
        _delta = delta;
        BlockIndex = parsedEvent.Index;
        AdditionalProperties = parsedEvent.AdditionalPropertiesOrNull;
    }

    private void Capture(ReadOnlySpan<byte> data, JsonRange textRange, Func<AnthropicBlock, string, AnthropicBlock> withText)
    {
        _eventTemplate.Capture(data, textRange);
        _withText = withText;
    }
}
