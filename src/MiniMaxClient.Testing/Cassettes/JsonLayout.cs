using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Adds and removes the white space of JSON between its tokens; all other bytes stay as they are.</summary>
/// <remarks>A JSON writer would change escapes and the form of numbers, and a replay would differ from the recording.</remarks>
internal static class JsonLayout
{
    /// <summary>Returns JSON with one property or item a line; null if it is no object or array or has white space.</summary>
    public static byte[]? TryIndent(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] is not ((byte)'{' or (byte)'[') || !IsJson(json))
            return null;
        byte[] indented = Indent(json);
        return RemoveWhiteSpace(indented).AsSpan().SequenceEqual(json) ? indented : null;
    }

    /// <summary>Returns the bytes without the white space outside of JSON strings.</summary>
    public static byte[] RemoveWhiteSpace(ReadOnlySpan<byte> json)
    {
        List<byte> compact = new(json.Length);
        StringState state = new();
        foreach (byte value in json)
        {
            if (state.IsInString(value) || value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                compact.Add(value);
        }

        return [.. compact];
    }

    private static byte[] Indent(ReadOnlySpan<byte> json)
    {
        List<byte> indented = new(json.Length * 2);
        StringState state = new();
        int depth = 0;
        for (int i = 0; i < json.Length; i++)
        {
            byte value = json[i];
            if (state.IsInString(value))
            {
                indented.Add(value);
                continue;
            }

            bool isClosing = value is (byte)'}' or (byte)']';
            bool isEmpty = isClosing && json[i - 1] is (byte)'{' or (byte)'[';
            depth -= isClosing ? 1 : 0;
            if (isClosing && !isEmpty)
                AddLine(indented, depth);
            indented.Add(value);
            if (value == ':')
                indented.Add((byte)' ');
            bool isOpening = value is (byte)'{' or (byte)'[';
            depth += isOpening ? 1 : 0;
            if (value == ',' || (isOpening && json[i + 1] is not ((byte)'}' or (byte)']')))
                AddLine(indented, depth);
        }

        return [.. indented];
    }

    private static void AddLine(List<byte> json, int depth)
    {
        json.Add((byte)'\n');
        for (int i = 0; i < depth; i++)
            json.AddRange("  "u8);
    }

    private static bool IsJson(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Follows the start and end of strings.</summary>
    private struct StringState
    {
        private bool _isInString;
        private bool _isEscaped;

        /// <summary>Determines whether the next byte belongs to a string, quotation marks included.</summary>
        public bool IsInString(byte value)
        {
            if (!_isInString)
                return _isInString = value == '"';
            if (_isEscaped)
                _isEscaped = false;
            else if (value == '\\')
                _isEscaped = true;
            else if (value == '"')
                _isInString = false;
            return true;
        }
    }
}
