namespace MiniMaxClient.Protocols;

/// <summary>Converts deltas that are incremental or cumulative (all of the text so far) to incremental ones.</summary>
/// <remarks>
/// MiniMax's own sample code reads the reasoning of a chunk as cumulative; M2.7 sends increments, and M3 was seen to send both.
/// A longer delta that begins with all the received text is cumulative. While fewer than <see cref="MinConclusiveLength"/>
/// characters have arrived, that may be coincidence (<c>1</c>, <c>10</c>): such a delta is held until the next one decides. Only
/// the length and a 64-bit hash of the received text are stored, so that memory does not grow with the stream.
/// </remarks>
internal struct CumulativeDeltaNormalizer
{
    // An increment does not begin with so much of the received text by coincidence.
    private const int MinConclusiveLength = 8;

    private const int ShortTextLength = 3;

    // The hash is rotated before it is multiplied: otherwise simple texts collide.
    private const ulong HashMultiplier = 0x9E3779B97F4A7C15;
    private const int HashRotation = 5;

    private int _receivedLength;
    private ulong _receivedHash;

    // Deltas that are either all incremental or all cumulative; the last one is the longest.
    private List<string>? _heldDeltas;

    /// <summary>Gets the new text of the held deltas, provided that no delta follows; empty if none are held.</summary>
    /// <remarks>
    /// After one or two characters the held deltas count as incremental, so that nothing is lost; a longer text is rarely
    /// repeated by coincidence.
    /// </remarks>
    public readonly string HeldText =>
        _heldDeltas is null ? ""
        : _receivedLength < ShortTextLength ? string.Concat(_heldDeltas)
        : _heldDeltas[_heldDeltas.Count - 1].Substring(_receivedLength);

    /// <summary>Adds a delta and returns its new text.</summary>
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

    /// <summary>Returns the new text of the held deltas and releases them, because output of another kind follows.</summary>
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
        bool isCumulative = delta.Length > last.Length && delta.StartsWith(last, StringComparison.Ordinal);
        if (!isCumulative)
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
