namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents a delta of a streamed completion; the cases are nested.</summary>
internal abstract record CompletionDelta
{
    private CompletionDelta()
    {
    }

    public sealed record Content(string Text) : CompletionDelta;

    /// <summary>Thinking in separate fields.</summary>
    public sealed record Thinking(string Text) : CompletionDelta;

    /// <summary>Arguments of the call at an index; only the first delta of a call has <paramref name="StartedCall"/>.</summary>
    public sealed record Arguments(int Index, ToolUse? StartedCall, string Text) : CompletionDelta;
}
