using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient;

/// <summary>Creates the texts with which objects describe themselves to people: of bounded length, without data.</summary>
internal static class DisplayText
{
    /// <summary>The maximum number of characters of a string within JSON.</summary>
    public const int MaxStringLength = 200;

    private const int MaxMediaTypeLength = 60;

    /// <summary>The number of bytes of JSON after which no further property or element is written.</summary>
    public const int MaxJsonBytes = 2000;

    /// <summary>Gets whether no further property or element of JSON for display is written.</summary>
    public static bool IsComplete(Utf8JsonWriter json) => json.BytesCommitted + json.BytesPending > MaxJsonBytes;

    /// <summary>Gets the start of a text and the number of the other characters; a data URL is described instead.</summary>
    /// <remarks>The result is one line: control characters are replaced, so that a text cannot forge a line of a log.</remarks>
    public static string Shorten(string text, int maxLength = MaxStringLength)
    {
        if (DataUrl.TryParse(text, out DataUrl data))
            return DescribeData(data.MediaType.ToString(), Base64Chunks.GetDecodedLength(data.Base64));
        if (text.Length <= maxLength)
            return Redaction.ReplaceControlCharacters(text);
        int length = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
        string start = Redaction.ReplaceControlCharacters(text.Substring(0, length));
        return Format($"{start}… [{Count(text.Length - length, "more character")}]");
    }

    /// <summary>Gets the start of a text that has at most a number of bytes in UTF-8.</summary>
    public static string ShortenToBytes(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
            return text;
        int length = 0;
        // The last character of the result is the ellipsis, of three bytes.
        for (int bytes = 3; bytes <= maxBytes; length++)
            bytes += text[length] < 0x80 ? 1 : text[length] < 0x800 ? 2 : 3;
        length = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return $"{text.Substring(0, length)}…";
    }

    /// <summary>Gets the start of a JSON value, or null if it is short enough to be written.</summary>
    public static string? ShortenOrNull(JsonElement element)
    {
        // Only the start is decoded, so that the cost does not depend on the length.
        ReadOnlySpan<byte> raw = JsonText.GetRawUtf8(element);
        if (raw.Length <= MaxStringLength)
            return null;
        string start = Encoding.UTF8.GetString(raw.Slice(0, MaxStringLength)).TrimEnd('\uFFFD');
        int comma = start.StartsWith("\"data:", StringComparison.OrdinalIgnoreCase) ? start.IndexOf(',') : -1;
        return comma > 0
            ? DescribeData(DataUrl.RemoveParameters(start.AsSpan(6, comma - 6)).ToString(), (raw.Length - comma - 2) * 3L / 4)
            : Format($"{start.TrimStart('"')}… [{raw.Length - MaxStringLength:N0} more bytes]");
    }

    /// <summary>Describes bytes by their media type and number.</summary>
    public static string DescribeData(string? mediaType, long length) =>
        $"[{(string.IsNullOrEmpty(mediaType) ? "data" : Shorten(mediaType!, MaxMediaTypeLength))}, {Count(length, "byte")}]";

    /// <summary>Describes an address; its query, which may be a signature, is omitted.</summary>
    public static string DescribeAddress(string kind, string address)
    {
        if (DataUrl.TryParse(address, out _))
            return Shorten(address);
        int end = address.IndexOfAny(['?', '#']);
        return $"[{kind} {Shorten(UrlCredentialRedactor.RedactCredentials(end < 0 ? address : address.Substring(0, end)), 100)}]";
    }

    /// <summary>Formats a text for the invariant culture.</summary>
    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Describes a number of things.</summary>
    public static string Count(long count, string singular) => Format($"{count:N0} {singular}{(count == 1 ? "" : "s")}");

    /// <summary>Describes a value by its name; null if there is none.</summary>
    public static string? Named<T>(string name, T? value)
        where T : struct => value is null ? null : Format($"{name} {value}");

    /// <summary>Describes a duration.</summary>
    public static string Duration(TimeSpan duration) => Format($"{duration.TotalSeconds:0.###} s");

    /// <summary>Joins the texts that are not null or empty.</summary>
    public static string Join(string separator, params string?[] texts) =>
        string.Join(separator, texts.Where(static text => !string.IsNullOrEmpty(text)));
}
