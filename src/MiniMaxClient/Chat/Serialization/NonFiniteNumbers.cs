namespace MiniMaxClient;

/// <summary>
/// Replaces the literals <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which Python's encoder writes for numbers.
/// </summary>
internal static class NonFiniteNumbers
{
    /// <summary>
    /// Gets the JSON with each such literal replaced by <c>null</c>, or null if there is none outside a string.
    /// </summary>
    public static byte[]? ReplaceWithNull(ReadOnlySpan<byte> json)
    {
        List<byte>? replaced = null;
        int copied = 0;
        for (int at = 0; at < json.Length; at++)
        {
            if (json[at] == '"')
            {
                at = FindEndOfString(json, at);
            }
            else if (GetLiteralLength(json.Slice(at)) is var length and > 0)
            {
                replaced ??= new(json.Length);
                replaced.AddRange(json.Slice(copied, at - copied).ToArray());
                replaced.AddRange("null"u8.ToArray());
                copied = at + length;
                at = copied - 1;
            }
        }

        replaced?.AddRange(json.Slice(copied).ToArray());
        return replaced?.ToArray();
    }

    private static int GetLiteralLength(ReadOnlySpan<byte> json) =>
        json[0] == 'N' && json.StartsWith("NaN"u8) ? 3
        : json[0] == 'I' && json.StartsWith("Infinity"u8) ? 8
        : json[0] == '-' && json.StartsWith("-Infinity"u8) ? 9
        : 0;

    private static int FindEndOfString(ReadOnlySpan<byte> json, int start)
    {
        int at = start + 1;
        while (at < json.Length && json[at] != '"')
            at += json[at] == '\\' ? 2 : 1;
        return at;
    }
}
