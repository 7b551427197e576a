namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>The prompt of a client: a user message after a history, with a document.</summary>
/// <param name="Turns">The texts in turn, user first; the last is the user's.</param>
/// <param name="Pdf">The bytes of a document that goes with the last text, or null.</param>
internal sealed record Prompt(IReadOnlyList<string> Turns, byte[]? Pdf = null)
{
    /// <summary>The model's name, which every client sends.</summary>
    public const string Model = "MiniMax-M2.7";

    /// <summary>The limit on tokens, which every client sends.</summary>
    public const int MaxTokens = 4096;

    /// <summary>A short question.</summary>
    public static Prompt Question { get; } = new(["Tell me something that takes a while."]);

    /// <summary>A history of so many bytes.</summary>
    public static Prompt History(int bytes)
    {
        const int turn = 2000;
        int turns = (bytes / turn) | 1;
        return new([.. Enumerable.Range(0, turns).Select(static i => SampleWords.CreateText(turn, i))]);
    }

    /// <summary>A question about a document of so many bytes.</summary>
    public static Prompt Document(int bytes)
    {
        var pdf = new byte[bytes];
        uint state = 1;
        for (var i = 0; i < pdf.Length; i++)
            pdf[i] = (byte)((state = (state * 1664525) + 1013904223) >> 24);
        return new(["What is in it?"], pdf);
    }
}
