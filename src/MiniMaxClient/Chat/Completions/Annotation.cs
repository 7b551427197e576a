using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>A remark that a provider attaches to a message.</summary>
[GeneratedJson]
public sealed partial record Annotation : SchemaObject
{
    /// <summary>The kind of annotation: <c>url_citation</c> is the only one in the schema.</summary>
    public string? Type { get; init; }

    /// <summary>The page that is cited.</summary>
    public UrlCitation? UrlCitation { get; init; }
}

/// <summary>A web page that a passage of the message cites.</summary>
[GeneratedJson]
public sealed partial record UrlCitation : SchemaObject
{
    /// <summary>The address of the page.</summary>
    [SuppressMessage("Design", "CA1056", Justification = "A model may have made it up: it need not be a valid address.")]
    public string? Url { get; init; }

    /// <summary>The title of the page.</summary>
    public string? Title { get; init; }

    /// <summary>The first character of the passage, counted from 0.</summary>
    public int? StartIndex { get; init; }

    /// <summary>The end of the passage.</summary>
    public int? EndIndex { get; init; }
}
