using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>Puts the pieces of one message's reasoning details together.</summary>
internal sealed class ReasoningAssembler
{
    private readonly List<Detail> _details = [];

    public bool IsEmpty => _details.Count == 0;

    /// <summary>Adds the next piece; returns what is new in its text.</summary>
    public string Add(ReasoningDetail piece)
    {
        string text = piece.Text ?? "";
        Detail? known = _details.Find(detail => detail.First.Index == piece.Index && detail.First.Type == piece.Type);
        if (known is null)
        {
            _details.Add(known = new(piece));
        }
        else if (known.IsStartOf(text))
        {
            // MiniMax's own sample code takes the text as the whole so far; on M2.7 it is the next piece, on M3 both were seen.
            text = text.Substring(known.Text.Length);
        }

        known.Text.Append(text);
        known.Signature = piece.Signature ?? known.Signature;
        return text;
    }

    public IReadOnlyList<ReasoningDetail> Build() => _details.Select(static detail => detail.Build()).ToArray();

    private sealed class Detail(ReasoningDetail first)
    {
        public ReasoningDetail First => first;

        public StringBuilder Text { get; } = new();

        public string? Signature { get; set; }

        public bool IsStartOf(string text) =>
            Text.Length > 0 && text.Length > Text.Length && text.StartsWith(Text.ToString(), StringComparison.Ordinal);

        public ReasoningDetail Build() =>
            first with { Text = first.Text is null && Text.Length == 0 ? null : Text.ToString(), Signature = Signature };
    }
}
