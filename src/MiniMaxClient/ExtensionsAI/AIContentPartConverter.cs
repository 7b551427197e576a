using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts contents of Microsoft.Extensions.AI to the content of a message.</summary>
internal static class AIContentPartConverter
{
    /// <summary>Converts contents; null if all contents are omitted.</summary>
    /// <exception cref="NotSupportedException">A content is not supported.</exception>
    public static MessageContent? ToMessageContent(IEnumerable<AIContent> contents, UnsupportedContentPolicy contentPolicy)
    {
        AIContent[] convertible = [.. contents.Where(static content => content is not UsageContent)];
        ContentPart[] parts = [.. convertible.Select(content => ToContentPart(content, contentPolicy)).OfType<ContentPart>()];
        if (parts.Length == 0)
            return convertible.Length > 0 ? null : "";
        return parts.Length == 1 && parts[0] is TextPart { AdditionalProperties.Count: 0, Text: var text }
            ? text
            : MessageContent.Create(parts);
    }

    private static ContentPart? ToContentPart(AIContent content, UnsupportedContentPolicy contentPolicy) => content switch
    {
        { RawRepresentation: ContentPart part } => part,
        TextContent { Text: var text } => ContentPart.FromText(text),
        DataContent data when data.HasTopLevelMediaType("image") => ToImagePart(data.Uri, data),
        UriContent uri when uri.HasTopLevelMediaType("image") => ToImagePart(uri.Uri.OriginalString, uri),
        DataContent { MediaType: "application/pdf" } data => ContentPart.FromFile(data.Data, data.Name, data.MediaType),
        HostedFileContent { FileId: var id } => new FilePart { File = new() { FileId = id } },
        DataContent { MediaType: var type } => OmitContent($"{nameof(DataContent)} of the type {type}", contentPolicy),
        UriContent { MediaType: var type } => OmitContent($"{nameof(UriContent)} of the type {type}", contentPolicy),
        _ => OmitContent(content.GetType().Name, contentPolicy),
    };

    private static ContentPart? OmitContent(string content, UnsupportedContentPolicy contentPolicy)
    {
        contentPolicy.OmitOrThrow(content);
        return null;
    }

    private static ImagePart ToImagePart(string url, AIContent content)
    {
        // The key that Microsoft's adapters use.
        object? detail = null;
        content.AdditionalProperties?.TryGetValue("detail", out detail);
        return new() { ImageUrl = new() { Url = url, Detail = ImageDetail.From(detail?.ToString()) } };
    }
}
