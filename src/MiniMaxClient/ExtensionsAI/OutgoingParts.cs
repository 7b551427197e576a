using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes a message's content of the ecosystem's contents.</summary>
internal static class OutgoingParts
{
    /// <exception cref="NotSupportedException">One of the contents has no form as a part.</exception>
    public static MessageContent Of(IEnumerable<AIContent> contents)
    {
        ContentPart[] parts = [.. contents.Where(static content => content is not UsageContent).Select(Part)];
        if (parts.Length == 0)
            return "";
        return parts.Length == 1 && parts[0] is TextPart { AdditionalProperties.Count: 0, Text: var text }
            ? text
            : MessageContent.Create(parts);
    }

    private static ContentPart Part(AIContent content) => content switch
    {
        { RawRepresentation: ContentPart part } => part,
        TextContent { Text: var text } => ContentPart.FromText(text),
        DataContent data when data.HasTopLevelMediaType("image") => Image(data.Uri, data),
        UriContent uri when uri.HasTopLevelMediaType("image") => Image(uri.Uri.OriginalString, uri),
        DataContent { MediaType: "application/pdf" } data => ContentPart.FromFile(data.Data, data.Name, data.MediaType),
        HostedFileContent { FileId: var id } => new FilePart { File = new() { FileId = id } },
        DataContent { MediaType: var type } => throw NotSupported($"{nameof(DataContent)} of the type {type}"),
        UriContent { MediaType: var type } => throw NotSupported($"{nameof(UriContent)} of the type {type}"),
        _ => throw NotSupported(content.GetType().Name),
    };

    private static ImagePart Image(string url, AIContent content)
    {
        // The name that Microsoft's adapters look for too.
        object? detail = null;
        content.AdditionalProperties?.TryGetValue("detail", out detail);
        return new() { ImageUrl = new() { Url = url, Detail = ImageDetail.From(detail?.ToString()) } };
    }

    /// <summary>The exception for a content that there is no place for.</summary>
    public static NotSupportedException NotSupported(string what, string role = "message") => new(
        $"{what} cannot be sent in a {role}. Texts, images and PDF files can; "
        + $"any other part goes out as the {nameof(ContentPart)} in the content's {nameof(AIContent.RawRepresentation)}.");
}
