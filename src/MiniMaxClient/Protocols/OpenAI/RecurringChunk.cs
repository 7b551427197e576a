using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads a chunk that differs from one before it in a piece of text alone, without parsing it.</summary>
internal sealed class RecurringChunk
{
    private readonly RecurringEvent _event = new();
    private PieceKind _kind;
    private ChatCompletionChunk _chunk = null!;
    private ChatChunkChoice _choice = null!;
    private ChatDelta _delta = null!;
    private ToolCallDelta? _call;

    /// <summary>The chunk of an event like the last one that was learned; null for another event.</summary>
    public ChatCompletionChunk? TryRead(ReadOnlySpan<byte> data)
    {
        if (_event.TryRead(data) is not { } text)
            return null;
        return _chunk with { Choices = [_choice with { Delta = With(text) }] };
    }

    /// <summary>Takes a chunk that was parsed as the one that the next ones may be like.</summary>
    public void Learn(ReadOnlySpan<byte> data, ChatCompletionChunk chunk, JsonReaderOptions options)
    {
        if (chunk.Choices.Count != 1 || chunk.Choices[0].Delta is not { } delta
            || !_event.IsWorthLearning() || Piece.Find(data, options) is not { } piece)
            return;
        _event.Learn(data, piece.Place);

        (_kind, _chunk, _choice, _delta) = (piece.Kind, chunk, chunk.Choices[0], delta);
        if (piece.Kind == PieceKind.Arguments)
        {
            _call = delta.ToolCalls![0];
            return;
        }

        // A stream that waits is not to hold the text that came last. Pieces of calls are short, and their shape changes often.
        (_delta, _choice, _chunk) = (With(null), _choice with { Delta = null }, _chunk with { Choices = [] });
    }

    private ChatDelta With(string? text) => _kind switch
    {
        PieceKind.Content => _delta with { Content = text },
        PieceKind.ReasoningContent => _delta with { ReasoningContent = text },
        PieceKind.RawReasoning => _delta with { RawReasoning = text },
        _ => _delta with { ToolCalls = [_call! with { Function = _call.Function! with { Arguments = text } }], View = null },
    };
}
