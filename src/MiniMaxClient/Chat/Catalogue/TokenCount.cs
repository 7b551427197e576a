namespace MiniMaxClient;

/// <summary>The number of tokens of a prompt.</summary>
[GeneratedJson]
public sealed partial record TokenCount : SchemaObject
{
    /// <summary>The number of input tokens.</summary>
    public long? InputTokens { get; init; }
}
