namespace MiniMaxClient.Testing.Answers;

/// <summary>What a reply says; the cases are nested below, and each dialect words them its own way.</summary>
internal abstract record ReplyContent
{
    private ReplyContent()
    {
    }

    /// <summary>The answer that the request itself suggests.</summary>
    public sealed record Default : ReplyContent;

    /// <summary>An answer of the model, written by the test.</summary>
    public sealed record Scripted(string Text, string? Thinking) : ReplyContent
    {
        public IReadOnlyList<ToolUse> ToolCalls { get; init; } = [];
        public string? FinishReason { get; init; }
        public TokenCounts? Tokens { get; init; }
    }

    /// <summary>A refusal with an HTTP status.</summary>
    public sealed record Error(int Status, string Message, string? Code = null) : ReplyContent;

    /// <summary>A refusal inside a successful response.</summary>
    public sealed record InBandError(int Code, string Message) : ReplyContent;

    /// <summary>A body sent as it is.</summary>
    public sealed record Raw(int Status, string ContentType, ReadOnlyMemory<byte> Body) : ReplyContent;

    /// <summary>A stream whose events the test wrote.</summary>
    public sealed record Events(IReadOnlyList<string> Data) : ReplyContent;

    /// <summary>A connection closed without a response.</summary>
    public sealed record Disconnect : ReplyContent;
}
