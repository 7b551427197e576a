namespace MiniMaxClient.Testing.Answers;

/// <summary>A piece of a streamed answer; the cases are nested below.</summary>
internal abstract record Delta
{
    private Delta()
    {
    }

    public sealed record Content(string Text) : Delta;

    /// <summary>Thinking that goes in fields of its own.</summary>
    public sealed record Thinking(string Text) : Delta;

    /// <summary>Arguments of the call at an index; <paramref name="Opened"/> is the call in the first piece only.</summary>
    public sealed record Arguments(int Index, ToolUse? Opened, string Text) : Delta;
}
