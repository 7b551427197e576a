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
        for (int index = 0; index < json.Length; index++)
        {
            if (json[index] == '"')
            {
                index = FindEndOfString(json, index);
            }
            else if (GetLiteralLength(json.Slice(index)) is var length and > 0)
            {
                replaced ??= new(json.Length);
                replaced.AddRange(json.Slice(copied, index - copied).ToArray());
                replaced.AddRange("null"u8.ToArray());
                copied = index + length;
                index = copied - 1;
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
        int index = start + 1;
        while (index < json.Length && json[index] != '"')
            index += json[index] == '\\' ? 2 : 1;
        return index;
    }
}
