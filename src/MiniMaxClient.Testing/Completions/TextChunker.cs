namespace MiniMaxClient.Testing.Completions;

/// <summary>Splits text without splitting surrogate pairs, because an unpaired surrogate cannot be written as JSON.</summary>
internal static class TextChunker
{
    public static IEnumerable<string> Split(string text, int chunkSize)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = FindChunkEnd(text, start, chunkSize);
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>
    /// Returns at most the given number of characters from the start of a text, or one surrogate pair if that number is 1.
    /// </summary>
    public static string Truncate(string text, int characters) =>
        characters == 0 ? "" : text[..FindChunkEnd(text, 0, characters)];

    private static int FindChunkEnd(string text, int start, int characters)
    {
        int end = Math.Min(text.Length, start + characters);
        if (end < text.Length && char.IsHighSurrogate(text[end - 1]) && char.IsLowSurrogate(text[end]))
            end += end - 1 == start ? 1 : -1;
        return end;
    }
}
