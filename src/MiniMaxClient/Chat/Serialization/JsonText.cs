using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>
/// Reads and writes JSON strings, including strings with an unpaired surrogate or bytes that are not valid UTF-8.
/// </summary>
/// <remarks>
/// A host that escapes to ASCII and splits a stream by UTF-16 code units sends <c>"\ud83d"</c> in one delta and <c>"\ude00"</c>
/// in the next. <see cref="Utf8JsonReader.GetString"/> throws on either; both halves are preserved here, so that the joined
/// deltas contain the character. An invalid UTF-8 byte becomes U+FFFD.
/// </remarks>
internal static class JsonText
{
    // For each character of a segment, the writer requests three bytes and rents six characters.
    private const int SegmentLength = 4096;

    public static string ReadString(ref Utf8JsonReader json)
    {
        if (!json.HasValueSequence && GetKnownString(json.ValueSpan) is { } known)
            return known;
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException) when (!json.HasValueSequence)
        {
            return Unescape(json.ValueSpan);
        }
    }

    /// <summary>Gets the text of a string element.</summary>
    public static string ReadString(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException) when (element.ValueKind == JsonValueKind.String)
        {
            ReadOnlySpan<byte> raw = GetRawUtf8(element);
            return Unescape(raw.Slice(1, raw.Length - 2));
        }
    }

    /// <summary>Gets the raw JSON text of an element.</summary>
    public static ReadOnlySpan<byte> GetRawUtf8(JsonElement element) => JsonMarshal.GetRawUtf8Value(element);

    /// <summary>Gets a property of an object; undefined if it is missing or the element is not an object.</summary>
    public static JsonElement GetProperty(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return default;
        try
        {
            return element.TryGetProperty(name, out JsonElement value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            // The name of another property has an unpaired surrogate: the raw names are compared.
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            return element.EnumerateObject()
                .LastOrDefault(property => JsonMarshal.GetRawUtf8PropertyName(property).SequenceEqual(utf8)).Value;
        }
    }

    /// <summary>Gets the raw JSON text as a string; <see cref="JsonElement.GetRawText"/> throws on invalid UTF-8.</summary>
    public static string GetRawText(JsonElement element) => Encoding.UTF8.GetString(GetRawUtf8(element));

    /// <summary>Writes compact JSON: without white space, and with minimal escaping.</summary>
    public static byte[] WriteToBytes(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonSettings.WriterOptions))
            write(json);
        return stream.ToArray();
    }

    /// <summary>Converts an element to compact JSON: white space in its raw text would be billed as tokens.</summary>
    public static string ToCompactJson(JsonElement element) =>
        Encoding.UTF8.GetString(WriteToBytes(json => WriteValue(json, element)));

    /// <summary>Writes an element, including one with an unpaired surrogate.</summary>
    public static void WriteValue(Utf8JsonWriter json, JsonElement element)
    {
        // JsonElement.WriteTo throws on a string with an unpaired surrogate; such a value is written as received, except for
        // invalid UTF-8.
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0)
            json.WriteRawValue(Encoding.UTF8.GetBytes(GetRawText(element)));
        else
            element.WriteTo(json);
    }

    /// <summary>Writes a string; a long one in segments, so that the writer does not request a large buffer.</summary>
    public static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<char> text)
    {
        if (text.Length <= SegmentLength)
        {
            json.WriteStringValue(text);
            return;
        }

        for (; text.Length > SegmentLength; text = text.Slice(SegmentLength))
            json.WriteStringValueSegment(text.Slice(0, SegmentLength), isFinalSegment: false);
        json.WriteStringValueSegment(text, isFinalSegment: true);
    }

    /// <summary>Writes a string that consists of a prefix and the base64 text of the bytes.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="prefix">The text before the base64 text.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="fileSink">The output of <paramref name="json"/>, if it accepts files without encoding; else null.</param>
    public static void WriteBase64String(Utf8JsonWriter json, string prefix, ReadOnlyMemory<byte> bytes, IFileSink? fileSink)
    {
        json.WriteStringValueSegment(Encoding.UTF8.GetBytes(prefix), isFinalSegment: false);
        if (fileSink is not null)
        {
            json.Flush();
            fileSink.AppendBase64(bytes);
        }
        else
        {
            foreach (ArraySegment<byte> segment in Base64Chunks.Encode(bytes))
                json.WriteStringValueSegment(segment, isFinalSegment: false);
        }

        json.WriteStringValueSegment(ReadOnlySpan<byte>.Empty, isFinalSegment: true);
    }

    /// <summary>
    /// Gets the shared instance of a string that occurs in almost every response, so that it is not allocated each time.
    /// </summary>
    private static string? GetKnownString(ReadOnlySpan<byte> text) => text.Length switch
    {
        4 => text.SequenceEqual("stop"u8) ? "stop" : null,
        9 => text.SequenceEqual("assistant"u8) ? "assistant" : null,
        10 => text.SequenceEqual("MiniMax AI"u8) ? "MiniMax AI" : null,
        15 => text.SequenceEqual("chat.completion"u8) ? "chat.completion" : null,
        21 => text.SequenceEqual("chat.completion.chunk"u8) ? "chat.completion.chunk" : null,
        _ => null,
    };

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            int length = raw.IndexOf((byte)'\\');
            if (length != 0)
            {
                length = length < 0 ? raw.Length : length;
                text.Append(Encoding.UTF8.GetString(raw.Slice(0, length)));
                raw = raw.Slice(length);
                continue;
            }

            bool isUnit = raw[1] == 'u';
            text.Append(isUnit ? ParseUtf16Unit(raw.Slice(2, 4)) : UnescapeCharacter((char)raw[1]));
            raw = raw.Slice(isUnit ? 6 : 2);
        }

        return text.ToString();
    }

    private static char ParseUtf16Unit(ReadOnlySpan<byte> hex) =>
        (char)ushort.Parse(Encoding.ASCII.GetString(hex.ToArray()), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static char UnescapeCharacter(char escape) => escape switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => escape,
    };
}
