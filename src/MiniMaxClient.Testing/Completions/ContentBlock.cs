namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents a content block of the Messages API; the cases are nested.</summary>
internal abstract record ContentBlock
{
    private ContentBlock()
    {
    }

    public sealed record Thinking(string Value) : ContentBlock;

    public sealed record Text(string Value) : ContentBlock;

    public sealed record Tool(ToolUse Call) : ContentBlock;

    /// <summary>Returns the blocks of a completion in order; there is at least one.</summary>
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
