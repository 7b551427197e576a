namespace MiniMaxClient.Testing.Answers;

/// <summary>A piece of a streamed answer; the cases are nested below.</summary>
internal abstract record CompletionDelta
{
    private CompletionDelta()
    {
    }

    public sealed record Content(string Text) : CompletionDelta;

    /// <summary>Thinking that goes in fields of its own.</summary>
    public sealed record Thinking(string Text) : CompletionDelta;

    /// <summary>Arguments of the call at an index; <paramref name="StartedCall"/> is the call in the first piece only.</summary>
    public sealed record Arguments(int Index, ToolUse? StartedCall, string Text) : CompletionDelta;
}
