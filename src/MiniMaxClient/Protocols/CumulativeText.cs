using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>A text that comes in pieces, each the next one or the whole so far.</summary>
/// <remarks>
/// MiniMax's own sample code takes the thinking of a chunk as the whole so far; on M2.7 it is the next piece, on M3 both were
/// seen. A longer piece that begins with all that has come is the whole.
/// </remarks>
internal sealed class CumulativeText
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    /// <summary>Adds a piece; gives what is new in it.</summary>
    public string Add(string piece) => Append(IsStartOf(piece) ? piece.Substring(_text.Length) : piece);

    /// <summary>Adds a piece that is known to be the next one.</summary>
    public string Append(string piece)
    {
        _text.Append(piece);
        return piece;
    }

    public override string ToString() => _text.ToString();

    private bool IsStartOf(string piece)
    {
        if (_text.Length == 0 || piece.Length <= _text.Length || piece[0] != _text[0])
            return false;
        return piece.StartsWith(_text.ToString(), StringComparison.Ordinal);
    }
}
