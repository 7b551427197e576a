namespace MiniMaxClient.Testing.Answers;

/// <summary>Text cut into pieces that never part a surrogate pair, since half of one cannot be written as JSON.</summary>
internal static class TextPieces
{
    public static IEnumerable<string> Of(string text, int characters)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = End(text, start, characters);
            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>The beginning of a text, of at most so many characters or one surrogate pair more than none.</summary>
    public static string Start(string text, int characters) => characters == 0 ? "" : text[..End(text, 0, characters)];

    private static int End(string text, int start, int characters)
    {
        int end = Math.Min(text.Length, start + characters);
        if (end < text.Length && char.IsHighSurrogate(text[end - 1]) && char.IsLowSurrogate(text[end]))
            end += end - 1 == start ? 1 : -1;
        return end;
    }
}
