namespace MiniMaxClient.Diagnostics;

/// <summary>Finds a key, or a part of it, in text of a server, in any encoding that servers use.</summary>
/// <remarks>
/// A run of eight characters of the key is a match: unchanged, in another case, with white space inserted, with JSON, URL or HTML
/// escapes, which may be nested, and in base64. A shorter key matches completely. Keys are ASCII, so that a run is one 64-bit
/// number.
/// </remarks>
internal sealed class SecretMatcher
{
    private const int MaxRunLength = 8;

    // A gateway may quote the quote of another gateway; deeper nesting was not observed.
    private const int MaxNesting = 3;

    private readonly HashSet<ulong> _runs = [];
    private readonly int _runLength;

    public SecretMatcher(string key)
    {
        _runLength = Math.Min(key.Length, MaxRunLength);
        var run = new Run(_runLength);
        foreach (char character in key)
        {
            if (run.AddCharacter(character) is { } value)
                _runs.Add(value);
        }
    }

    /// <summary>Returns the text with each run of the key replaced by asterisks.</summary>
    public string RedactMatches(string text)
    {
        if (text.Length < _runLength)
            return text;
        bool[]? marks = null;
        MarkMatches(SourceMappedText.Create(text), MaxNesting, ref marks);
        return marks is null ? text : ReplaceMarked(text, marks);
    }

    private void MarkMatches(SourceMappedText text, int remainingDepth, ref bool[]? marks)
    {
        MarkRuns(text, ref marks);
        for (int skippedDigits = 0; skippedDigits < 4; skippedDigits++)
            MarkBase64Runs(text, skippedDigits, ref marks);
        if (remainingDepth == 0)
            return;

        // Each kind is removed separately: an apparent escape of another kind may belong to the key.
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

    /// <summary>Marks runs in base64 whose start may be truncated: digits are skipped to align with a group.</summary>
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
                // Any other character ends the base64.
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

    private static int GetBase64Value(char digit) => digit switch
    {
        >= 'A' and <= 'Z' => digit - 'A',
        >= 'a' and <= 'z' => digit - 'a' + 26,
        >= '0' and <= '9' => digit - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };

    private static string ReplaceMarked(string text, bool[] marks)
    {
        var redacted = new System.Text.StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (!marks[i])
                redacted.Append(text[i]);
            else if (i == 0 || !marks[i - 1])
                redacted.Append("***");
        }

        return redacted.ToString();
    }

    /// <summary>Represents the last characters of a text, in lower case, as one number.</summary>
    private struct Run(int length)
    {
        private readonly ulong _mask = length == MaxRunLength ? ulong.MaxValue : (1UL << (8 * length)) - 1;
        private ulong _value;
        private int _count;

        /// <summary>Adds a character and returns the run that ends with it; null if the run is too short.</summary>
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
