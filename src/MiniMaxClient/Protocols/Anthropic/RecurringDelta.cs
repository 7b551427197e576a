using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads a delta that differs from one before it in its piece of text alone, without parsing it.</summary>
internal sealed class RecurringDelta
{
    private readonly RecurringEvent _event = new();
    private Func<AnthropicBlock, string, AnthropicBlock> _with = null!;
    private AnthropicBlock _delta = null!;

    /// <summary>The place of the block that the delta is for.</summary>
    public int Index { get; private set; }

    /// <summary>The additional properties of the event.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Others { get; private set; }

    /// <summary>The delta of an event like the last one that was learned; null for another event.</summary>
    public AnthropicBlock? TryRead(ReadOnlySpan<byte> data) => _event.TryRead(data) is { } text ? _with(_delta, text) : null;

    /// <summary>Takes an event that was parsed as the one that the next ones may be like.</summary>
    public void Learn(ReadOnlySpan<byte> data, AnthropicEvent read, JsonReaderOptions options)
    {
        // Usage is cumulative: said again, it would take back what was said since.
        if (read is not { Type: "content_block_delta", Delta: { } delta, Usage: null, Message: null }
            || !_event.IsWorthLearning())
            return;
        var json = new Utf8JsonReader(data, options);
        json.Read();
        if (!JsonPlace.Enter(ref json, "delta"u8))
            return;

        // A delta of an unknown type has none of these, whatever its JSON says.
        if (delta.Text is not null && JsonPlace.OfText(json, "text"u8) is { } text)
            Learn(data, text, static (one, piece) => one with { Text = piece });
        else if (delta.Thinking is not null && JsonPlace.OfText(json, "thinking"u8) is { } thinking)
            Learn(data, thinking, static (one, piece) => one with { Thinking = piece });
        else if (delta.PartialJson is not null && JsonPlace.OfText(json, "partial_json"u8) is { } input)
            Learn(data, input, static (one, piece) => one with { PartialJson = piece });
        else
            return;
        _delta = delta;
        Index = read.Index;
        Others = read.Others;
    }

    private void Learn(ReadOnlySpan<byte> data, JsonPlace place, Func<AnthropicBlock, string, AnthropicBlock> with)
    {
        _event.Learn(data, place);
        _with = with;
    }
}
