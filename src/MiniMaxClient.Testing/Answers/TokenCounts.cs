namespace MiniMaxClient.Testing.Answers;

/// <summary>The tokens of a call; the reasoning tokens are among the completion tokens.</summary>
internal sealed record TokenCounts(int Prompt, int Completion, int Reasoning)
{
    public int Total => Prompt + Completion;

    /// <summary>The tokens of a text, at four characters each.</summary>
    public static int EstimateFromCharacters(int characters) => (characters + 3) / 4;
}
