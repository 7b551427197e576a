namespace MiniMaxClient.Testing.Completions;

/// <summary>
/// Represents the token counts of a completion; the completion tokens include the reasoning tokens, the prompt tokens those of
/// the prompt cache.
/// </summary>
internal sealed record TokenCounts(int Prompt, int Completion, int Reasoning)
{
    /// <summary>Gets the prompt tokens that were read from the prompt cache.</summary>
    public int CacheRead { get; init; }

    /// <summary>Gets the prompt tokens that were written to the prompt cache.</summary>
    public int CacheWritten { get; init; }

    public int Total => Prompt + Completion;

    /// <summary>Estimates the token count of a text at four characters per token.</summary>
    public static int EstimateFromCharacters(int characters) => (characters + 3) / 4;
}
