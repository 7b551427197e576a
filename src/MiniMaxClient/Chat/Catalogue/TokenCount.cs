namespace MiniMaxClient;

/// <summary>The tokens that a prompt would take.</summary>
[GeneratedJson]
public sealed partial record TokenCount : SchemaObject
{
    /// <summary>The count.</summary>
    public long? InputTokens { get; init; }
}
