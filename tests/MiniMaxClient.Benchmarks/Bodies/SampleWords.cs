using System.Text;

namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>Text as a model streams it, the same in every run, with occasional characters that JSON must escape.</summary>
internal static class SampleWords
{
    private static readonly string[] Vocabulary =
    [
        " the", " model", " answers", " every", " question", " with", " a", " stream", " of", " tokens", ",", " and", " each",
        " chunk", " adds", " a few", " words", ".\n", " so", " that", " \"it\"", " grows", " naïvely", " until", " done",
        ".", " what", " comes", " first", " is", " shown", " at once", " while", " the rest", " is", " still", " being", " made",
        " by", " a", " machine", " that", " knows", " no", " hurry", " and", " no", " rest", ",", " token", " after", " token",
        ".",
    ];

    /// <summary>Returns a chunk of about 16 characters.</summary>
    public static string GetChunk(int index)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 3; i++)
            text.Append(GetWord((index * 3) + i));
        return text.ToString();
    }

    /// <summary>Returns text of at least the given number of characters.</summary>
    public static string CreateText(int length, int seed = 0)
    {
        var text = new StringBuilder();
        for (int i = seed * 7919; text.Length < length; i++)
            text.Append(GetWord(i));
        return text.ToString();
    }

    // A fixed scramble, so that neighboring chunks differ in length and content.
    private static string GetWord(int index) => Vocabulary[(int)((uint)index * 2654435761 >> 16) % Vocabulary.Length];
}
