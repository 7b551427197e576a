using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads, without parsing, a chunk that differs from a captured one only in a text delta.</summary>
internal sealed class ChunkTemplate
{
    private readonly EventTemplate _eventTemplate = new();
    private DeltaFieldKind _fieldKind;
    private ChatCompletionChunk _chunk = null!;
    private ChatChunkChoice _choice = null!;
    private ChatDelta _delta = null!;
    private ToolCallDelta? _toolCall;

    /// <summary>Returns the chunk of an event that matches the template; null if the event does not match.</summary>
    public ChatCompletionChunk? TryMatch(ReadOnlySpan<byte> data)
    {
        if (_eventTemplate.TryMatch(data) is not { } text)
            return null;
        return _chunk with { Choices = [_choice with { Delta = CreateDelta(text) }] };
    }

    /// <summary>Captures a parsed chunk as the template for the chunks after it.</summary>
    public void Capture(ReadOnlySpan<byte> data, ChatCompletionChunk chunk, JsonReaderOptions options)
    {
        if (chunk.Choices.Count != 1 || chunk.Choices[0].Delta is not { } delta
            || !_eventTemplate.ShouldCapture() || DeltaField.FindField(data, options) is not { } field)
            return;
        _eventTemplate.Capture(data, field.TextRange);

        (_fieldKind, _chunk, _choice, _delta) = (field.Kind, chunk, chunk.Choices[0], delta);
        if (field.Kind == DeltaFieldKind.Arguments)
        {
            _toolCall = delta.ToolCalls![0];
            return;
        }

        // A waiting stream does not keep the last text in memory. Deltas of tool calls are short, and their shape changes often.
        (_delta, _choice, _chunk) = (CreateDelta(null), _choice with { Delta = null }, _chunk with { Choices = [] });
    }

    private ChatDelta CreateDelta(string? text) => _fieldKind switch
    {
        DeltaFieldKind.Content => _delta with { Content = text },
        DeltaFieldKind.ReasoningContent => _delta with { ReasoningContent = text },
        DeltaFieldKind.RawReasoning => _delta with { RawReasoning = text },
        _ => _delta with
        {
            ToolCalls = [_toolCall! with { Function = _toolCall.Function! with { Arguments = text } }],
            SplitContent = null,
        },
    };
}
