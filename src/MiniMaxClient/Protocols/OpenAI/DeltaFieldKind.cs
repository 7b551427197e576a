namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Specifies the string field of a delta that has the next fragment.</summary>
internal enum DeltaFieldKind
{
    Content,
    ReasoningContent,
    RawReasoning,
    Arguments,
}
