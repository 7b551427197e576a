using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads a delta that differs from one before it in its piece of text alone, without parsing it.</summary>
internal sealed class DeltaTemplate
{
    private readonly EventTemplate _eventTemplate = new();
    private Func<AnthropicBlock, string, AnthropicBlock> _withText = null!;
    private AnthropicBlock _delta = null!;

    /// <summary>The place of the block that the delta is for.</summary>
    public int BlockIndex { get; private set; }

    /// <summary>The additional properties of the event.</summary>
    public IReadOnlyDictionary<string, JsonElement>? AdditionalProperties { get; private set; }

    /// <summary>The delta of an event like the last one that was learned; null for another event.</summary>
    public AnthropicBlock? TryMatch(ReadOnlySpan<byte> data) =>
        _eventTemplate.TryMatch(data) is { } text ? _withText(_delta, text) : null;

    /// <summary>Takes an event that was parsed as the one that the next ones may be like.</summary>
    public void Capture(ReadOnlySpan<byte> data, AnthropicEvent parsedEvent, JsonReaderOptions options)
    {
        // Usage is cumulative: said again, it would take back what was said since.
        if (parsedEvent is not { Type: "content_block_delta", Delta: { } delta, Usage: null, Message: null }
            || !_eventTemplate.ShouldCapture())
            return;
        var json = new Utf8JsonReader(data, options);
        json.Read();
        if (!JsonRange.TryEnterProperty(ref json, "delta"u8))
            return;

        // A delta of an unknown type has none of these, whatever its JSON says.
        if (delta.Text is not null && JsonRange.FindString(json, "text"u8) is { } text)
            Capture(data, text, static (one, piece) => one with { Text = piece });
        else if (delta.Thinking is not null && JsonRange.FindString(json, "thinking"u8) is { } thinking)
            Capture(data, thinking, static (one, piece) => one with { Thinking = piece });
        else if (delta.PartialJson is not null && JsonRange.FindString(json, "partial_json"u8) is { } input)
            Capture(data, input, static (one, piece) => one with { PartialJson = piece });
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
