using System.Text;
using MiniMaxClient.Protocols.Anthropic;

namespace MiniMaxClient.Protocols;

/// <summary>Puts the pieces of one message's reasoning details together.</summary>
/// <param name="keepsText">Whether the text is wanted in the end, and not only what is new in each piece.</param>
internal sealed class ReasoningAssembler(bool keepsText = true)
{
    private readonly Dictionary<(int? Index, string? Type), Detail> _byPlace = [];
    private readonly List<Detail> _details = [];

    public bool IsEmpty => _details.Count == 0;

    /// <summary>Adds the next piece; gives what is new in its text.</summary>
    public string Add(ReasoningDetail piece)
    {
        if (!_byPlace.TryGetValue((piece.Index, piece.Type), out Detail? detail))
        {
            _byPlace[(piece.Index, piece.Type)] = detail = new(piece, keepsText);
            _details.Add(detail);
        }

        return detail.Add(piece);
    }

    public IReadOnlyList<ReasoningDetail> Build() => _details.Select(static detail => detail.Build()).ToArray();

    private sealed class Detail(ReasoningDetail first, bool keepsText)
    {
        private readonly StringBuilder? _text = keepsText ? new() : null;
        private CumulativeText _told;
        private bool _hasText;
        private string? _signature;
        private string? _data;

        public string Add(ReasoningDetail piece)
        {
            _hasText |= piece.Text is not null;
            _signature = piece.Signature ?? _signature;
            _data = piece.Data ?? _data;
            string text = piece.Text ?? "";

            // Anthropic's deltas are always the next piece, whatever they begin with.
            string added = first.Format == AnthropicBlock.ReasoningFormat ? text : _told.Add(text);
            _text?.Append(added);
            return added;
        }

        public ReasoningDetail Build() =>
            first with { Text = _hasText ? _text!.ToString() : null, Signature = _signature, Data = _data };
    }
}
