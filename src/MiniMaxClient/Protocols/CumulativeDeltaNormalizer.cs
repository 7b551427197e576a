namespace MiniMaxClient.Protocols;

/// <summary>Finds what is new in deltas of which each is the next part of a text, or all of the text so far.</summary>
/// <remarks>
/// MiniMax's own sample code reads the reasoning of a chunk as all of it so far; on M2.7 it is the next part, on M3 both were
/// seen. A longer delta that begins with all that has arrived is all of it so far. While fewer than
/// <see cref="MinConclusiveLength"/>
/// characters have arrived that may be chance (<c>1</c>, <c>10</c>): such a delta is held until the next one decides. Of what has
/// arrived only the length and a hash of 64 bits are kept: a stream takes no memory for what its consumer does not keep.
/// </remarks>
internal struct CumulativeDeltaNormalizer
{
    // A text this long is not the beginning of the next part by chance.
    private const int MinConclusiveLength = 8;

    private const int ShortTextLength = 3;

    // Turned before it is multiplied: without that, texts that are easy to name have the same hash.
    private const ulong HashMultiplier = 0x9E3779B97F4A7C15;
    private const int HashRotation = 5;

    private int _receivedLength;
    private ulong _receivedHash;

    // Deltas that are either the next parts or, each, all of the text so far; the last one is the longest.
    private List<string>? _heldDeltas;

    /// <summary>Gets the new text of the deltas that are held, if nothing follows them; empty for none.</summary>
    /// <remarks>
    /// After one or two characters they count as the next parts, so that nothing is lost; a longer text is seldom repeated by
    /// chance.
    /// </remarks>
    public readonly string HeldText =>
        _heldDeltas is null ? ""
        : _receivedLength < ShortTextLength ? string.Concat(_heldDeltas)
        : _heldDeltas[_heldDeltas.Count - 1].Substring(_receivedLength);

    /// <summary>Adds a delta and gets what is new by it.</summary>
    public string AddDelta(string delta)
    {
        if (_heldDeltas is not null)
            return AddHeldDelta(delta);
        if (!IsCumulative(delta))
            return AppendText(delta);
        if (_receivedLength >= MinConclusiveLength)
            return AppendText(delta.Substring(_receivedLength));
        _heldDeltas = [delta];
        return "";
    }

    /// <summary>Gets what is new in the deltas that are held, now that something other than the text follows.</summary>
    public string Flush()
    {
        string held = HeldText;
        _heldDeltas = null;
        return held.Length > 0 ? AppendText(held) : held;
    }

    private string AddHeldDelta(string delta)
    {
        string last = _heldDeltas![_heldDeltas.Count - 1];
        if (delta.Length == 0)
            return "";
        bool isAllSoFar = delta.Length > last.Length && delta.StartsWith(last, StringComparison.Ordinal);
        if (!isAllSoFar)
        {
            string parts = string.Concat(_heldDeltas) + delta;
            _heldDeltas = null;
            return AppendText(parts);
        }

        _heldDeltas.Add(delta);
        if (delta.Length < MinConclusiveLength)
            return "";
        _heldDeltas = null;
        return AppendText(delta.Substring(_receivedLength));
    }

    private string AppendText(string text)
    {
        _receivedLength += text.Length;
        _receivedHash = ComputeHash(text.AsSpan(), _receivedHash);
        return text;
    }

    private static ulong ComputeHash(ReadOnlySpan<char> text, ulong hash)
    {
        foreach (char next in text)
        {
            hash ^= next + 1U;
            hash = ((hash << HashRotation) | (hash >> (64 - HashRotation))) * HashMultiplier;
        }

        return hash;
    }

    private readonly bool IsCumulative(string delta) =>
        _receivedLength > 0 && delta.Length > _receivedLength
            && ComputeHash(delta.AsSpan(0, _receivedLength), 0) == _receivedHash;
}
