namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Specifies which string field of a delta carries the text of a chunk.</summary>
internal enum DeltaFieldKind
{
    /// <summary>The field <c>content</c>.</summary>
    Content,

    /// <summary>The field <c>reasoning_content</c>.</summary>
    ReasoningContent,

    /// <summary>The field <c>reasoning</c>.</summary>
    RawReasoning,

    /// <summary>The field <c>arguments</c> of a tool call.</summary>
    Arguments,
}
