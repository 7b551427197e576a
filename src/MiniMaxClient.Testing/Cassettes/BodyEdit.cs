using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Represents a body in which ranges are replaced.</summary>
internal sealed class BodyEdit
{
    private readonly List<(int Start, int End, byte[] Replacement)> _edits = [];

    /// <summary>Adds a range to replace; ranges may overlap.</summary>
    /// <param name="range">The range, from the start of the body.</param>
    /// <param name="replacement">The text in its place.</param>
    public void Replace(Range range, string replacement) =>
        _edits.Add((range.Start.Value, range.End.Value, Encoding.UTF8.GetBytes(replacement)));

    /// <summary>Returns the body with the replacements, and its chunks with their new lengths.</summary>
    public (ReadOnlyMemory<byte> Body, IReadOnlyList<CassetteChunk> Chunks) Apply(
        ReadOnlyMemory<byte> body, IReadOnlyList<CassetteChunk> chunks)
    {
        if (_edits.Count == 0)
            return (body, chunks);
        List<(int Start, int End, byte[] Replacement)> edits = Merge();
        using MemoryStream edited = new();
        int copied = 0;
        foreach ((int start, int end, byte[] replacement) in edits)
        {
            edited.Write(body.Span[copied..start]);
            edited.Write(replacement);
            copied = end;
        }

        edited.Write(body.Span[copied..]);
        return (edited.ToArray(), MoveChunks(chunks, edits));
    }

    private List<(int Start, int End, byte[] Replacement)> Merge()
    {
        List<(int Start, int End, byte[] Replacement)> merged = [];
        foreach ((int Start, int End, byte[] Replacement) edit in _edits.OrderBy(static edit => edit.Start))
        {
            if (merged.Count > 0 && merged[^1] is var last && edit.Start < last.End)
                merged[^1] = (last.Start, Math.Max(last.End, edit.End), last.Replacement);
            else
                merged.Add(edit);
        }

        return merged;
    }

    /// <summary>Moves the ends of chunks; one inside of a replaced range moves to the end of the replacement.</summary>
    private static CassetteChunk[] MoveChunks(
        IReadOnlyList<CassetteChunk> chunks, List<(int Start, int End, byte[] Replacement)> edits)
    {
        CassetteChunk[] moved = new CassetteChunk[chunks.Count];
        int edit = 0;
        int end = 0;
        int growth = 0;
        int movedEnd = 0;
        for (int i = 0; i < moved.Length; i++)
        {
            end += chunks[i].Length;
            for (; edit < edits.Count && edits[edit].Start < end; edit++)
                growth += edits[edit].Replacement.Length - (edits[edit].End - edits[edit].Start);

            // The last of these may end in a later chunk.
            int sourceEnd = edit > 0 ? Math.Max(end, edits[edit - 1].End) : end;
            int newEnd = sourceEnd + growth;
            moved[i] = chunks[i] with { Length = newEnd - movedEnd };
            movedEnd = newEnd;
        }

        return moved;
    }
}
