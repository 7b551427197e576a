namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents the token counts of a completion; the completion tokens include the reasoning tokens.</summary>
internal sealed record TokenCounts(int Prompt, int Completion, int Reasoning)
{
    public int Total => Prompt + Completion;

    /// <summary>Estimates the token count of a text at four characters per token.</summary>
    public static int EstimateFromCharacters(int characters) => (characters + 3) / 4;
}
