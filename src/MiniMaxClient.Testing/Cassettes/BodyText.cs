using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Writes and reads the bytes of a body as lines, whose first character says how the line ended on the wire.</summary>
internal static class BodyText
{
    /// <summary>A line that ends with a line feed.</summary>
    private const char Line = '|';

    /// <summary>A line that ends with a carriage return and a line feed.</summary>
    private const char CrLfLine = '^';

    /// <summary>Text without a line ending.</summary>
    private const char Unended = '_';

    /// <summary>A line of JSON that was sent without white space.</summary>
    private const char Json = ':';

    /// <summary>Bytes in base64.</summary>
    private const char Bytes = '=';

    // Lines of 76 characters, as in MIME.
    private const int Base64Length = 57;

    /// <summary>Determines whether a line of a file belongs to a body.</summary>
    public static bool IsBodyLine(string line) => line.Length > 0 && line[0] is Line or CrLfLine or Unended or Json or Bytes;

    public static void Append(StringBuilder text, ReadOnlySpan<byte> body)
    {
        if (JsonLayout.TryIndent(body) is { } json && IsPlain(json))
        {
            foreach (string line in Encoding.UTF8.GetString(json).Split('\n'))
                AppendLine(text, Json, line);
            return;
        }

        while (!body.IsEmpty)
        {
            int end = body.IndexOfAny((byte)'\n', (byte)'\r');
            int length = end < 0 ? body.Length : end;
            ReadOnlySpan<byte> rest = body[length..];
            int ending = rest.StartsWith("\r\n"u8) ? 2 : Math.Min(rest.Length, 1);
            AppendLine(text, body[..length], rest[..ending]);
            body = rest[ending..];
        }
    }

    /// <summary>Reads the consecutive lines of a body.</summary>
    /// <exception cref="FormatException">A line is not base64.</exception>
    public static byte[] Read(IEnumerable<string> lines)
    {
        using MemoryStream body = new();
        StringBuilder json = new();
        foreach (string line in lines)
        {
            string content = line.Length > 2 ? line[2..] : "";
            if (line[0] == Json)
            {
                json.Append(content).Append('\n');
                continue;
            }

            WriteJson(body, json);
            body.Write(line[0] == Bytes ? Convert.FromBase64String(content) : Encoding.UTF8.GetBytes(content));
            body.Write(line[0] switch { Line => "\n"u8, CrLfLine => "\r\n"u8, _ => [] });
        }

        WriteJson(body, json);
        return body.ToArray();
    }

    private static void WriteJson(MemoryStream body, StringBuilder json)
    {
        body.Write(JsonLayout.RemoveWhiteSpace(Encoding.UTF8.GetBytes(json.ToString())));
        json.Clear();
    }

    private static void AppendLine(StringBuilder text, ReadOnlySpan<byte> line, ReadOnlySpan<byte> ending)
    {
        // An editor may remove white space at the end of a line.
        ReadOnlySpan<byte> plain = IsPlain(line) ? line.TrimEnd(" \t"u8) : [];
        char marker = ending.Length == 2 ? CrLfLine : ending is [(byte)'\n'] ? Line : Unended;
        bool isWhole = plain.Length == line.Length && ending is not [(byte)'\r'];
        if (isWhole || !plain.IsEmpty)
            AppendLine(text, isWhole ? marker : Unended, Encoding.UTF8.GetString(plain));
        if (isWhole)
            return;
        byte[] remaining = [.. line[plain.Length..], .. ending];
        foreach (byte[] bytes in remaining.Chunk(Base64Length))
            AppendLine(text, Bytes, Convert.ToBase64String(bytes));
    }

    private static void AppendLine(StringBuilder text, char marker, string content) =>
        text.Append(marker).Append(content.Length > 0 ? " " : "").Append(content).Append('\n');

    /// <summary>Determines whether bytes are UTF-8 text that every editor shows and keeps.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
                return false;
            // Control characters, line and paragraph separators, the byte order mark, and marks that change the direction.
            if ((Rune.IsControl(rune) && rune.Value is not ('\t' or '\n'))
                || rune.Value is 0x2028 or 0x2029 or 0xFEFF or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
                return false;
            bytes = bytes[length..];
        }

        return true;
    }
}
