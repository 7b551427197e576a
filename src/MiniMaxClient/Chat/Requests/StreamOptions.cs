namespace MiniMaxClient;

/// <summary>The options for a stream.</summary>
[GeneratedJson]
public sealed partial record StreamOptions : SchemaObject
{
    /// <summary>
    /// Whether the stream ends with a chunk that contains the usage; AIML API requires the property in this object.
    /// </summary>
    /// <value>Default: null, with which the property is not sent.</value>
    public bool? IncludeUsage { get; init; }
}
