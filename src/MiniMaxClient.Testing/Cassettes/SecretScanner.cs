using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Finds secrets, or parts of at least eight characters of them: as text, escaped, or in base64.</summary>
/// <remarks>
/// Found are a run of the secret unchanged, in another case, with white space in it, with JSON, URL or HTML escapes, which may be
/// nested, and in base64.
/// </remarks>
internal sealed class SecretScanner
{
    private const int RunLength = CassetteRecorderOptions.MinSecretLength;

    // A gateway may quote the quote of another gateway.
    private const int MaxNesting = 3;

    // Bounds the memory for a long body; the overlap is longer than any quoted run.
    private const int WindowLength = 64 * 1024;
    private const int WindowOverlap = 4 * 1024;

    private static readonly EscapeSyntax[] Syntaxes = Enum.GetValues<EscapeSyntax>();

    private readonly HashSet<ulong> _runs = [];

    public SecretScanner(IEnumerable<string> secrets)
    {
        foreach (string secret in secrets)
        {
            Run run = new();
            foreach (byte value in Encoding.UTF8.GetBytes(secret))
            {
                if (run.Add(value) is { } found)
                    _runs.Add(found);
            }
        }
    }

    /// <summary>Returns the ranges that contain a secret, in order and without overlaps.</summary>
    public IReadOnlyList<Range> Find(ReadOnlySpan<byte> bytes)
    {
        if (_runs.Count == 0)
            return [];
        bool[] marks = new bool[bytes.Length];
        for (int start = 0; start == 0 || start + WindowOverlap < bytes.Length; start += WindowLength - WindowOverlap)
        {
            int length = Math.Min(WindowLength, bytes.Length - start);
            MarkMatches(UnescapedBytes.Create(bytes.Slice(start, length), start), MaxNesting, marks);
        }

        return GetMarkedRanges(marks);
    }

    private void MarkMatches(UnescapedBytes bytes, int remainingDepth, bool[] marks)
    {
        MarkRuns(bytes, marks);
        // The start of base64 may be cut off, so that its groups begin at any of four positions.
        for (int skippedDigits = 0; skippedDigits < 4; skippedDigits++)
            MarkBase64Runs(bytes, skippedDigits, marks);
        if (remainingDepth == 0)
            return;

        // Each syntax is removed separately: what looks like an escape of another one may belong to the key.
        foreach (EscapeSyntax syntax in Syntaxes)
        {
            if (bytes.Unescape(syntax) is { } inner)
                MarkMatches(inner, remainingDepth - 1, marks);
        }
    }

    private void MarkRuns(UnescapedBytes bytes, bool[] marks)
    {
        Run run = new();
        for (int i = 0; i < bytes.Length; i++)
        {
            if (run.Add(bytes[i]) is { } found && _runs.Contains(found))
                Mark(bytes.GetSource(i - RunLength + 1, i), marks);
        }
    }

    private void MarkBase64Runs(UnescapedBytes bytes, int skippedDigits, bool[] marks)
    {
        Run run = new();
        int bits = 0;
        int count = 0;
        int toSkip = skippedDigits;
        for (int i = 0; i < bytes.Length; i++)
        {
            int digit = GetBase64Value(bytes[i]);
            if (digit < 0)
            {
                run = new();
                (bits, count, toSkip) = (0, 0, skippedDigits);
                continue;
            }

            if (toSkip > 0)
            {
                toSkip--;
                continue;
            }

            bits = ((bits << 6) | digit) & 0xFFFFFF;
            count += 6;
            if (count < 8)
                continue;
            count -= 8;
            if (run.Add((byte)(bits >> count)) is not { } found || !_runs.Contains(found))
                continue;
            int digitCount = ((RunLength * 8) + count + 5) / 6;
            Mark(bytes.GetSource(i - digitCount + 1, i), marks);
        }
    }

    private static void Mark((int Start, int End) source, bool[] marks) =>
        marks.AsSpan(source.Start, source.End - source.Start).Fill(true);

    private static List<Range> GetMarkedRanges(bool[] marks)
    {
        List<Range> ranges = [];
        for (int i = marks.AsSpan().IndexOf(true); i < marks.Length && i >= 0;)
        {
            int length = marks.AsSpan(i).IndexOf(false);
            int end = length < 0 ? marks.Length : i + length;
            ranges.Add(i..end);
            int next = marks.AsSpan(end).IndexOf(true);
            i = next < 0 ? -1 : end + next;
        }

        return ranges;
    }

    private static int GetBase64Value(byte digit) => digit switch
    {
        >= (byte)'A' and <= (byte)'Z' => digit - 'A',
        >= (byte)'a' and <= (byte)'z' => digit - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => digit - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    };

    /// <summary>Represents the last eight bytes, in lower case, as one number.</summary>
    private struct Run
    {
        private ulong _value;
        private int _count;

        /// <summary>Adds a byte and returns the run that ends with it; null if there are fewer than eight bytes.</summary>
        public ulong? Add(byte value)
        {
            if (value is <= (byte)' ' or 0x7F)
                return null;
            _value = (_value << 8) | (value is >= (byte)'A' and <= (byte)'Z' ? value + 32UL : value);
            _count = Math.Min(_count + 1, RunLength);
            return _count == RunLength ? _value : null;
        }
    }
}
