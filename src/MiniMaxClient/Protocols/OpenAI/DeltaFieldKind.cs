namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>The strings of a chunk that bring the next piece of something.</summary>
internal enum DeltaFieldKind
{
    Content,
    ReasoningContent,
    RawReasoning,
    Arguments,
}
