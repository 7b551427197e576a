namespace MiniMaxClient.Protocols;

/// <summary>Tells what is new in the pieces of a text, each of which is the next one or the whole so far.</summary>
/// <remarks>
/// MiniMax's own sample code takes the thinking of a chunk as the whole so far; on M2.7 it is the next piece, on M3 both were
/// seen. A longer piece that begins with all that has come is the whole. Of what has come only length and a hash of 64 bits
/// are kept: a stream takes no memory for what its consumer does not keep, and two texts that are taken for each other are no
/// more likely than that hash allows.
/// </remarks>
internal struct CumulativeText
{
    // Turned before it is multiplied: without that, texts that are easy to name have the same hash.
    private const ulong Base = 0x9E3779B97F4A7C15;
    private const int Turn = 5;

    private int _length;
    private ulong _hash;

    /// <summary>Adds a piece; gives what is new in it.</summary>
    public string Add(string piece)
    {
        string added = IsWhole(piece) ? piece.Substring(_length) : piece;
        _length += added.Length;
        _hash = Hash(added.AsSpan(), _hash);
        return added;
    }

    private static ulong Hash(ReadOnlySpan<char> text, ulong hash)
    {
        foreach (char next in text)
        {
            hash ^= next + 1U;
            hash = ((hash << Turn) | (hash >> (64 - Turn))) * Base;
        }

        return hash;
    }

    private readonly bool IsWhole(string piece) =>
        _length > 0 && piece.Length > _length && Hash(piece.AsSpan(0, _length), 0) == _hash;
}
