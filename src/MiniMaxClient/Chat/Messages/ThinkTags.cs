namespace MiniMaxClient;

/// <summary>The tags that enclose reasoning in the content.</summary>
internal static class ThinkTags
{
    // M2 and M3 generate the first; the others were observed on self-hosted models.
    public static readonly string[] OpeningTags = ["<think>", "<thinking>", "<mm:think>"];
    public static readonly string[] ClosingTags = ["</think>", "</thinking>", "</mm:think>"];

    /// <summary>Gets the length of the opening tag at an index; 0 if there is none.</summary>
    public static int GetOpeningTagLength(string text, int index) => GetTagLength(OpeningTags, text, index);

    /// <summary>Gets the length of the closing tag at an index; 0 if there is none.</summary>
    public static int GetClosingTagLength(string text, int index) => GetTagLength(ClosingTags, text, index);

    /// <summary>Whether the text from an index to its end is the start of a tag.</summary>
    public static bool IsPartialTag(string text, int index) =>
        IsPartialTag(OpeningTags, text, index) || IsPartialTag(ClosingTags, text, index);

    /// <summary>Whether the text from an index to its end is the start of one of the given tags.</summary>
    public static bool IsPartialTag(string[] tags, string text, int index)
    {
        int length = text.Length - index;
        foreach (string tag in tags)
        {
            if (length < tag.Length && string.CompareOrdinal(text, index, tag, 0, length) == 0)
                return true;
        }

        return false;
    }

    private static int GetTagLength(string[] tags, string text, int index)
    {
        foreach (string tag in tags)
        {
            if (string.CompareOrdinal(text, index, tag, 0, tag.Length) == 0)
                return tag.Length;
        }

        return 0;
    }
}
