namespace MiniMaxClient;

/// <summary>What a stream is to carry.</summary>
[GeneratedJson]
public sealed partial record StreamOptions : SchemaObject
{
    /// <summary>Whether the stream ends with a chunk that has the usage; AIML API requires it here.</summary>
    public bool? IncludeUsage { get; init; }
}
