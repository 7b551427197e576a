using System.Buffers;
using System.Buffers.Text;

namespace MiniMaxClient;

/// <summary>Encodes bytes as base64 in segments, so that the complete text is never in memory.</summary>
internal static class Base64Chunks
{
    // A multiple of three, so that only the last segment is padded; 64 KB when encoded.
    private const int SegmentLength = 48 * 1024;

    /// <summary>Gets the number of base64 characters.</summary>
    public static long GetEncodedLength(ReadOnlyMemory<byte> bytes) => (bytes.Length + 2L) / 3 * 4;

    /// <summary>Gets the number of bytes that base64 text encodes.</summary>
    public static long GetDecodedLength(ReadOnlySpan<char> base64) => base64.TrimEnd('=').Length * 3L / 4;

    /// <summary>Enumerates the segments; each is valid until the next one.</summary>
    public static IEnumerable<ArraySegment<byte>> Encode(ReadOnlyMemory<byte> bytes)
    {
        byte[] text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Math.Min(bytes.Length, SegmentLength)));
        for (int start = 0; start < bytes.Length; start += SegmentLength)
        {
            ReadOnlyMemory<byte> segment = bytes.Slice(start, Math.Min(SegmentLength, bytes.Length - start));
            Base64.EncodeToUtf8(segment.Span, text, out _, out int written);
            yield return new(text, 0, written);
        }

        // Returned only at the end: if the enumeration is abandoned, the last segment may still be in use.
        ArrayPool<byte>.Shared.Return(text, clearArray: true);
    }

    /// <summary>Determines whether a text has only characters of base64.</summary>
    public static bool IsBase64(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (c is not ((>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/' or '='))
                return false;
        }

        return true;
    }
}
