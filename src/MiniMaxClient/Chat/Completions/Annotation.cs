using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>An annotation of a message by the provider.</summary>
[GeneratedJson]
public sealed partial record Annotation : SchemaObject
{
    /// <summary>The type of the annotation: <c>url_citation</c> is the only one in the schema.</summary>
    public string? Type { get; init; }

    /// <summary>The citation of a web page.</summary>
    public UrlCitation? UrlCitation { get; init; }
}

/// <summary>A citation of a web page by a passage of the message.</summary>
[GeneratedJson]
public sealed partial record UrlCitation : SchemaObject
{
    /// <summary>The address of the page.</summary>
    [SuppressMessage("Design", "CA1056", Justification = "A model may have made it up: it need not be a valid address.")]
    public string? Url { get; init; }

    /// <summary>The title of the page.</summary>
    public string? Title { get; init; }

    /// <summary>The zero-based index of the first character of the passage.</summary>
    public int? StartIndex { get; init; }

    /// <summary>The index of the end of the passage.</summary>
    public int? EndIndex { get; init; }
}
