namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents the content of a reply, independent of the wire format; the cases are nested.</summary>
internal abstract record ReplyContent
{
    private ReplyContent()
    {
    }

    /// <summary>A completion that is generated from the request.</summary>
    public sealed record Default : ReplyContent;

    /// <summary>A completion with the given values.</summary>
    public sealed record Scripted(string Text, string? Thinking) : ReplyContent
    {
        public IReadOnlyList<ToolUse> ToolCalls { get; init; } = [];
        public string? FinishReason { get; init; }
        public TokenCounts? Tokens { get; init; }
    }

    /// <summary>An error with an HTTP status.</summary>
    public sealed record Error(int Status, string Message, string? Code = null) : ReplyContent;

    /// <summary>An error in a response with HTTP status 200.</summary>
    public sealed record InBandError(int Code, string Message) : ReplyContent;

    /// <summary>A body that is sent unchanged.</summary>
    public sealed record Raw(int Status, string ContentType, ReadOnlyMemory<byte> Body) : ReplyContent;

    /// <summary>A stream with the given events.</summary>
    public sealed record Events(IReadOnlyList<string> Data) : ReplyContent;

    /// <summary>A connection closed without a response.</summary>
    public sealed record Disconnect : ReplyContent;
}
