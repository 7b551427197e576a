namespace MiniMaxClient.Diagnostics;

/// <summary>Finds a key, or a part of it, in what a server said, however it is written there.</summary>
/// <remarks>
/// A run of eight characters of the key is a match: as it is, in another case, with white space inserted, escaped as JSON,
/// URLs or HTML escape, each also inside of another, and in base64. A key that is shorter matches as a whole. Keys are ASCII, so
/// that a run is one number of 64 bits.
/// </remarks>
internal sealed class SecretMatcher
{
    private const int MaxRunLength = 8;

    // A gateway quotes what another one has quoted; more than that is not seen.
    private const int MaxNesting = 3;

    private readonly HashSet<ulong> _runs = [];
    private readonly int _runLength;

    public SecretMatcher(string key)
    {
        _runLength = Math.Min(key.Length, MaxRunLength);
        var run = new Run(_runLength);
        foreach (char one in key)
        {
            if (run.AddCharacter(one) is { } value)
                _runs.Add(value);
        }
    }

    /// <summary>Gets the text with asterisks in the place of each run of the key.</summary>
    public string RedactMatches(string text)
    {
        if (text.Length < _runLength)
            return text;
        bool[]? hidden = null;
        MarkMatches(SourceMappedText.Create(text), MaxNesting, ref hidden);
        return hidden is null ? text : ReplaceMarked(text, hidden);
    }

    private void MarkMatches(SourceMappedText text, int remainingDepth, ref bool[]? marks)
    {
        MarkRuns(text, ref marks);
        for (int skipped = 0; skipped < 4; skipped++)
            MarkBase64Runs(text, skipped, ref marks);
        if (remainingDepth == 0)
            return;

        // One kind at a time: what looks like an escape of another kind may be the key's own.
        foreach (EscapeKind escape in (ReadOnlySpan<EscapeKind>)[EscapeKind.Backslash, EscapeKind.Percent, EscapeKind.Entity])
        {
            if (text.Unescape(escape) is { } inner)
                MarkMatches(inner, remainingDepth - 1, ref marks);
        }
    }

    private void MarkRuns(SourceMappedText text, ref bool[]? marks)
    {
        var run = new Run(_runLength);
        for (int i = 0; i < text.Length; i++)
        {
            if (run.AddCharacter(text[i]) is { } value && _runs.Contains(value))
                text.MarkSource(i - _runLength + 1, i, ref marks);
        }
    }

    /// <summary>Marks runs in base64 that may be cut at its start: digits are skipped to meet the start of a group.</summary>
    private void MarkBase64Runs(SourceMappedText text, int skippedDigits, ref bool[]? marks)
    {
        var run = new Run(_runLength);
        int bits = 0;
        int count = 0;
        int toSkip = skippedDigits;
        for (int i = 0; i < text.Length; i++)
        {
            int digit = GetBase64Value(text[i]);
            if (digit < 0)
            {
                // Base64 begins anew behind anything else.
                run = new(_runLength);
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
            if (run.AddCharacter((char)((bits >> count) & 0xFF)) is { } value && _runs.Contains(value))
                text.MarkSource(Math.Max(0, i - ((_runLength * 8) + count) / 6), i, ref marks);
        }
    }

    private static int GetBase64Value(char one) => one switch
    {
        >= 'A' and <= 'Z' => one - 'A',
        >= 'a' and <= 'z' => one - 'a' + 26,
        >= '0' and <= '9' => one - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };

    private static string ReplaceMarked(string text, bool[] marks)
    {
        var shown = new System.Text.StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (!marks[i])
                shown.Append(text[i]);
            else if (i == 0 || !marks[i - 1])
                shown.Append("***");
        }

        return shown.ToString();
    }

    /// <summary>The last characters of a text, in lower case, as one number.</summary>
    private struct Run(int length)
    {
        private readonly ulong _mask = length == MaxRunLength ? ulong.MaxValue : (1UL << (8 * length)) - 1;
        private ulong _value;
        private int _count;

        /// <summary>Adds a character and gets the run that ends with it; null while there is none.</summary>
        public ulong? AddCharacter(char character)
        {
            if (character is <= ' ' or > '~')
            {
                _count = 0;
                return null;
            }

            uint lower = character is >= 'A' and <= 'Z' ? character + 32U : character;
            _value = ((_value << 8) | lower) & _mask;
            _count = Math.Min(_count + 1, length);
            return _count == length ? _value : null;
        }
    }
}
