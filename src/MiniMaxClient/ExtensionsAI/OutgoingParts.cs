using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes a message's content of the ecosystem's contents.</summary>
internal static class OutgoingParts
{
    /// <summary>The content; null where all of the contents are omitted.</summary>
    /// <exception cref="NotSupportedException">One of the contents has no form as a part.</exception>
    public static MessageContent? Create(IEnumerable<AIContent> contents, UnsupportedContent unsupported)
    {
        AIContent[] given = [.. contents.Where(static content => content is not UsageContent)];
        ContentPart[] parts = [.. given.Select(content => Part(content, unsupported)).OfType<ContentPart>()];
        if (parts.Length == 0)
            return given.Length > 0 ? null : "";
        return parts.Length == 1 && parts[0] is TextPart { AdditionalProperties.Count: 0, Text: var text }
            ? text
            : MessageContent.Create(parts);
    }

    private static ContentPart? Part(AIContent content, UnsupportedContent unsupported) => content switch
    {
        { RawRepresentation: ContentPart part } => part,
        TextContent { Text: var text } => ContentPart.FromText(text),
        DataContent data when data.HasTopLevelMediaType("image") => Image(data.Uri, data),
        UriContent uri when uri.HasTopLevelMediaType("image") => Image(uri.Uri.OriginalString, uri),
        DataContent { MediaType: "application/pdf" } data => ContentPart.FromFile(data.Data, data.Name, data.MediaType),
        HostedFileContent { FileId: var id } => new FilePart { File = new() { FileId = id } },
        DataContent { MediaType: var type } => Omit($"{nameof(DataContent)} of the type {type}", unsupported),
        UriContent { MediaType: var type } => Omit($"{nameof(UriContent)} of the type {type}", unsupported),
        _ => Omit(content.GetType().Name, unsupported),
    };

    private static ContentPart? Omit(string content, UnsupportedContent unsupported)
    {
        unsupported.Omit(content);
        return null;
    }

    private static ImagePart Image(string url, AIContent content)
    {
        // The name that Microsoft's adapters look for too.
        object? detail = null;
        content.AdditionalProperties?.TryGetValue("detail", out detail);
        return new() { ImageUrl = new() { Url = url, Detail = ImageDetail.From(detail?.ToString()) } };
    }
}
