namespace MiniMaxClient.Testing.Answers;

/// <summary>A content block of an answer in Anthropic's form; the cases are nested below.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    public sealed record Thinking(string Value) : Block;

    public sealed record Text(string Value) : Block;

    public sealed record Tool(ToolUse Call) : Block;

    /// <summary>The blocks of an answer in their order; there is always one.</summary>
    public static IReadOnlyList<Block> Of(Completion completion)
    {
        List<Block> blocks = [];
        if (completion.Thinking is { } thinking)
            blocks.Add(new Thinking(thinking));
        if (completion.Text.Length > 0 || (completion.Calls.Count == 0 && blocks.Count == 0))
            blocks.Add(new Text(completion.Text));
        blocks.AddRange(completion.Calls.Select(call => new Tool(call)));
        return blocks;
    }
}
