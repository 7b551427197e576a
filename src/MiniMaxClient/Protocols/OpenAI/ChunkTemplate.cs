using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads a chunk that differs from one before it in a piece of text alone, without parsing it.</summary>
internal sealed class ChunkTemplate
{
    private readonly EventTemplate _eventTemplate = new();
    private DeltaFieldKind _fieldKind;
    private ChatCompletionChunk _chunk = null!;
    private ChatChunkChoice _choice = null!;
    private ChatDelta _delta = null!;
    private ToolCallDelta? _toolCall;

    /// <summary>The chunk of an event like the last one that was learned; null for another event.</summary>
    public ChatCompletionChunk? TryMatch(ReadOnlySpan<byte> data)
    {
        if (_eventTemplate.TryMatch(data) is not { } text)
            return null;
        return _chunk with { Choices = [_choice with { Delta = CreateDelta(text) }] };
    }

    /// <summary>Takes a chunk that was parsed as the one that the next ones may be like.</summary>
    public void Capture(ReadOnlySpan<byte> data, ChatCompletionChunk chunk, JsonReaderOptions options)
    {
        if (chunk.Choices.Count != 1 || chunk.Choices[0].Delta is not { } delta
            || !_eventTemplate.ShouldCapture() || DeltaField.FindField(data, options) is not { } piece)
            return;
        _eventTemplate.Capture(data, piece.TextRange);

        (_fieldKind, _chunk, _choice, _delta) = (piece.Kind, chunk, chunk.Choices[0], delta);
        if (piece.Kind == DeltaFieldKind.Arguments)
        {
            _toolCall = delta.ToolCalls![0];
            return;
        }

        // A stream that waits is not to hold the text that came last. Pieces of calls are short, and their shape changes often.
        (_delta, _choice, _chunk) = (CreateDelta(null), _choice with { Delta = null }, _chunk with { Choices = [] });
    }

    private ChatDelta CreateDelta(string? text) => _fieldKind switch
    {
        DeltaFieldKind.Content => _delta with { Content = text },
        DeltaFieldKind.ReasoningContent => _delta with { ReasoningContent = text },
        DeltaFieldKind.RawReasoning => _delta with { RawReasoning = text },
        _ => _delta with { ToolCalls =
            [_toolCall! with { Function = _toolCall.Function! with { Arguments = text } }], SplitContent = null },
    };
}
