using System.Globalization;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Reads the text format of cassettes.</summary>
internal sealed class CassetteReader
{
    private readonly string[] _lines;
    private int _index;

    private CassetteReader(string text)
    {
        // A checkout on Windows may have changed the line endings; a body has none of its own in the text.
        _lines = [.. text.TrimStart('\uFEFF').Split('\n').Select(static line => line.TrimEnd('\r'))];
    }

    private string? Current => _index < _lines.Length ? _lines[_index] : null;

    /// <summary>Reads the exchanges of a cassette.</summary>
    /// <exception cref="CassetteException">The text is not a cassette.</exception>
    public static IReadOnlyList<CassetteExchange> Read(string text)
    {
        CassetteReader reader = new(text);
        if (reader.Current != CassetteWriter.FirstLine)
            throw reader.CreateException($"The first line of a cassette is '{CassetteWriter.FirstLine}'.");
        reader._index++;
        List<CassetteExchange> exchanges = [];
        HashSet<int> numbers = [];
        for (reader.SkipEmptyLines(); reader.Current is not null; reader.SkipEmptyLines())
        {
            int start = reader._index;
            CassetteExchange exchange = reader.ReadExchange();
            if (!numbers.Add(exchange.Number))
            {
                reader._index = start;
                throw reader.CreateException($"The cassette has two exchanges with the number {exchange.Number}.");
            }

            exchanges.Add(exchange);
        }

        return exchanges;
    }

    private CassetteExchange ReadExchange()
    {
        int line = _index + 1;
        int number = ReadMarked("# ") is { } digits && ParseNumber(digits) is { } parsed
            ? parsed
            : throw CreateException("An exchange starts with a line such as '# 1'.", line - 1);
        if (ReadMarked("> ")?.Split(' ') is not [{ Length: > 0 } method, { Length: > 0 } path])
            throw CreateException("A request starts with a line such as '> POST /v1/chat/completions'.", line);
        CassetteExchange exchange = new()
        {
            Number = number,
            Line = line,
            Method = method,
            Path = path,
            RequestHeaders = ReadHeaders("> "),
            RequestBody = ReadBody(),
        };
        if (Current?.StartsWith('<') == true)
        {
            exchange = exchange with
            {
                Status = ReadStatus(),
                ResponseHeaders = ReadHeaders("< "),
                ResponseBody = ReadBody(),
            };
        }

        exchange = exchange with { Chunks = ReadTiming(exchange.ResponseBody.Length), End = ReadEnd() };
        if (exchange.Status is null && exchange.End is not (ResponseEnd.Cut or ResponseEnd.Canceled))
            throw CreateException("An exchange without a response ends with '! cut' or '! canceled'.", _index - 1);
        if (Current is { Length: > 0 } other && !other.StartsWith('#'))
            throw CreateException($"The line '{Shorten(other)}' is not expected here.");
        return exchange;
    }

    private int ReadStatus()
    {
        int start = _index;
        return ReadMarked("< ") is { Length: 3 } digits && ParseNumber(digits) is >= 200 and { } status
            ? status
            : throw CreateException("A response starts with a line such as '< 200'.", start);
    }

    private List<CassetteHeader> ReadHeaders(string marker)
    {
        List<CassetteHeader> headers = [];
        while (ReadMarked(marker) is { } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw CreateException("A header is a line such as '> content-type: application/json'.", _index - 1);
            headers.Add(new(line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim()));
        }

        return headers;
    }

    private byte[] ReadBody()
    {
        int start = _index;
        while (Current is { } line && BodyText.IsBodyLine(line))
        {
            if (line.Length > 1 && line[1] != ' ')
                throw CreateException("A line of a body has a space after its first character.");
            _index++;
        }

        try
        {
            return BodyText.Read(_lines[start.._index]);
        }
        catch (FormatException e)
        {
            throw new CassetteException("A line of this body that starts with '=' is not base64.", start + 1, e);
        }
    }

    private List<CassetteChunk> ReadTiming(int bodyLength)
    {
        int start = _index;
        List<CassetteChunk> chunks = [];
        while (ReadMarked("~ ") is { } line)
        {
            foreach (string entry in line.Split(' '))
            {
                if (entry.Split("ms:") is not [var delay, var length]
                    || ParseNumber(delay) is not { } milliseconds || ParseNumber(length) is not { } bytes)
                    throw CreateException($"'{Shorten(entry)}' is not a delay and a length such as '12ms:340'.", _index - 1);
                chunks.Add(new(milliseconds, bytes));
            }
        }

        long sum = chunks.Sum(static chunk => (long)chunk.Length);
        return chunks.Count == 0 || sum == bodyLength
            ? chunks
            : throw CreateException(
                $"The lengths are {sum} bytes, the body has {bodyLength}. Remove the lines with '~' after a change of the body.",
                start);
    }

    private ResponseEnd ReadEnd()
    {
        int start = _index;
        if (Current is { Length: > 0 } other && other[0] is not ('!' or '#'))
            throw CreateException($"The line '{Shorten(other)}' is not expected here.");
        return ReadMarked("! ") is { Length: > 0 } text && text.All(char.IsAsciiLetterLower)
            && Enum.TryParse(text, ignoreCase: true, out ResponseEnd end)
            ? end
            : throw CreateException(
                "An exchange ends with '! complete', '! cut', '! abandoned', '! canceled' or '! truncated'.", start);
    }

    /// <summary>Reads the next line if it has a marker, and returns the text after the marker.</summary>
    private string? ReadMarked(string marker) =>
        Current?.StartsWith(marker, StringComparison.Ordinal) == true ? _lines[_index++][marker.Length..] : null;

    private void SkipEmptyLines()
    {
        while (Current?.Length == 0)
            _index++;
    }

    private CassetteException CreateException(string message, int? index = null) => new(message, (index ?? _index) + 1);

    private static string Shorten(string text) => text.Length > 40 ? text[..40] + "…" : text;

    private static int? ParseNumber(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
