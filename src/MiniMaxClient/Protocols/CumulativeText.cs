namespace MiniMaxClient.Protocols;

/// <summary>Finds what is new in deltas of which each is the next part of a text, or all of the text so far.</summary>
/// <remarks>
/// MiniMax's own sample code reads the reasoning of a chunk as all of it so far; on M2.7 it is the next part, on M3 both were
/// seen. A longer delta that begins with all that has arrived is all of it so far. While fewer than <see cref="ClearLength"/>
/// characters have arrived that may be chance (<c>1</c>, <c>10</c>): such a delta is held until the next one decides. Of what has
/// arrived only the length and a hash of 64 bits are kept: a stream takes no memory for what its consumer does not keep.
/// </remarks>
internal struct CumulativeText
{
    // A text this long is not the beginning of the next part by chance.
    private const int ClearLength = 8;

    private const int ShortLength = 3;

    // Turned before it is multiplied: without that, texts that are easy to name have the same hash.
    private const ulong Base = 0x9E3779B97F4A7C15;
    private const int Turn = 5;

    private int _length;
    private ulong _hash;

    // Deltas that are either the next parts or, each, all of the text so far; the last one is the longest.
    private List<string>? _held;

    /// <summary>Gets the new text of the deltas that are held, if nothing follows them; empty for none.</summary>
    /// <remarks>
    /// After one or two characters they count as the next parts, so that nothing is lost; a longer text is seldom repeated by
    /// chance.
    /// </remarks>
    public readonly string Held =>
        _held is null ? ""
        : _length < ShortLength ? string.Concat(_held)
        : _held[_held.Count - 1].Substring(_length);

    /// <summary>Adds a delta and gets what is new by it.</summary>
    public string Add(string delta)
    {
        if (_held is not null)
            return AddToHeld(delta);
        if (!IsAllSoFar(delta))
            return Append(delta);
        if (_length >= ClearLength)
            return Append(delta.Substring(_length));
        _held = [delta];
        return "";
    }

    /// <summary>Gets what is new in the deltas that are held, now that something other than the text follows.</summary>
    public string Flush()
    {
        string held = Held;
        _held = null;
        return held.Length > 0 ? Append(held) : held;
    }

    private string AddToHeld(string delta)
    {
        string last = _held![_held.Count - 1];
        if (delta.Length == 0)
            return "";
        bool isAllSoFar = delta.Length > last.Length && delta.StartsWith(last, StringComparison.Ordinal);
        if (!isAllSoFar)
        {
            string parts = string.Concat(_held) + delta;
            _held = null;
            return Append(parts);
        }

        _held.Add(delta);
        if (delta.Length < ClearLength)
            return "";
        _held = null;
        return Append(delta.Substring(_length));
    }

    private string Append(string added)
    {
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

    private readonly bool IsAllSoFar(string delta) =>
        _length > 0 && delta.Length > _length && Hash(delta.AsSpan(0, _length), 0) == _hash;
}
