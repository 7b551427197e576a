namespace MiniMaxClient;

/// <summary>The tags that enclose reasoning in the content.</summary>
internal static class ThinkTags
{
    // M2 and M3 write the first; the others were observed on self-hosted models.
    public static readonly string[] Opening = ["<think>", "<thinking>", "<mm:think>"];
    public static readonly string[] Closing = ["</think>", "</thinking>", "</mm:think>"];

    /// <summary>Gets the length of the opening tag at an index; 0 if there is none.</summary>
    public static int LengthOfOpening(string text, int at) => LengthOf(Opening, text, at);

    /// <summary>Gets the length of the closing tag at an index; 0 if there is none.</summary>
    public static int LengthOfClosing(string text, int at) => LengthOf(Closing, text, at);

    /// <summary>Whether the text from an index to its end is the start of a tag.</summary>
    public static bool MayStart(string text, int at) => MayStart(Opening, text, at) || MayStart(Closing, text, at);

    /// <summary>Whether the text from an index to its end is the start of one of the given tags.</summary>
    public static bool MayStart(string[] tags, string text, int at)
    {
        int rest = text.Length - at;
        foreach (string tag in tags)
        {
            if (rest < tag.Length && string.CompareOrdinal(text, at, tag, 0, rest) == 0)
                return true;
        }

        return false;
    }

    private static int LengthOf(string[] tags, string text, int at)
    {
        foreach (string tag in tags)
        {
            if (string.CompareOrdinal(text, at, tag, 0, tag.Length) == 0)
                return tag.Length;
        }

        return 0;
    }
}
