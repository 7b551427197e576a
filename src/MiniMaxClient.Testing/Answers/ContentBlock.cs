namespace MiniMaxClient.Testing.Answers;

/// <summary>A content block of an answer in Anthropic's form; the cases are nested below.</summary>
internal abstract record ContentBlock
{
    private ContentBlock()
    {
    }

    public sealed record Thinking(string Value) : ContentBlock;

    public sealed record Text(string Value) : ContentBlock;

    public sealed record Tool(ToolUse Call) : ContentBlock;

    /// <summary>The blocks of an answer in their order; there is always one.</summary>
    public static IReadOnlyList<ContentBlock> FromCompletion(Completion completion)
    {
        List<ContentBlock> blocks = [];
        if (completion.Thinking is { } thinking)
            blocks.Add(new Thinking(thinking));
        if (completion.Text.Length > 0 || (completion.ToolCalls.Count == 0 && blocks.Count == 0))
            blocks.Add(new Text(completion.Text));
        blocks.AddRange(completion.ToolCalls.Select(call => new Tool(call)));
        return blocks;
    }
}
