using System.Globalization;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts contents of Microsoft.Extensions.AI to the content of a message.</summary>
internal static class AIContentPartConverter
{
    /// <summary>Converts contents; null if all contents are omitted.</summary>
    /// <exception cref="NotSupportedException">A content is not supported.</exception>
    /// <exception cref="ArgumentException">An additional property of an image or a video is not a number.</exception>
    public static MessageContent? ToMessageContent(IEnumerable<AIContent> contents, UnsupportedContentPolicy contentPolicy)
    {
        AIContent[] convertible = [.. contents.Where(static content => content is not UsageContent)];
        ContentPart[] parts = [.. convertible.Select(content => ToMarkedPart(content, contentPolicy)).OfType<ContentPart>()];
        if (parts.Length == 0)
            return convertible.Length > 0 ? null : "";
        return parts.Length == 1 && parts[0] is TextPart { AdditionalProperties.Count: 0, CacheControl: null, Text: var text }
            ? text
            : MessageContent.Create(parts);
    }

    private static ContentPart? ToMarkedPart(AIContent content, UnsupportedContentPolicy contentPolicy)
    {
        ContentPart? part = ToContentPart(content, contentPolicy);
        return part is not null && AICacheControl.Find(content.AdditionalProperties) is { } marker
            ? part with { CacheControl = marker }
            : part;
    }

    private static ContentPart? ToContentPart(AIContent content, UnsupportedContentPolicy contentPolicy) => content switch
    {
        { RawRepresentation: ContentPart part } => part,
        TextContent { Text: var text } => ContentPart.FromText(text),
        DataContent data when data.HasTopLevelMediaType("image") => ToImagePart(
            new() { Bytes = data.Data, MediaType = data.MediaType }, data),
        UriContent uri when uri.HasTopLevelMediaType("image") => ToImagePart(new() { Url = uri.Uri.OriginalString }, uri),
        DataContent data when data.HasTopLevelMediaType("video") => ToVideoPart(
            new() { Bytes = data.Data, MediaType = MediaTypes.ToInlineVideoType(data.MediaType) }, data),
        UriContent uri when uri.HasTopLevelMediaType("video") => ToVideoPart(new() { Url = uri.Uri.OriginalString }, uri),
        DataContent { MediaType: "application/pdf" } data => ContentPart.FromFile(data.Data, data.Name, data.MediaType),
        HostedFileContent file when file.HasTopLevelMediaType("video") => ToVideoPart(
            ContentPart.FromVideoFileId(file.FileId).VideoUrl, file),
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

    private static ImagePart ToImagePart(ImageUrl image, AIContent content) => new()
    {
        ImageUrl = image with { Detail = GetDetail(content), MaxLongSidePixel = GetMaxLongSidePixel(content) },
    };

    private static VideoPart ToVideoPart(VideoUrl video, AIContent content) => new()
    {
        VideoUrl = video with
        {
            Detail = GetDetail(content),
            Fps = GetFps(content),
            MaxLongSidePixel = GetMaxLongSidePixel(content),
        },
    };

    // The key that Microsoft's adapters use; the other keys are the names of the fields.
    private static ImageDetail? GetDetail(AIContent content) => ImageDetail.From(FindText(content, "detail")?.ToLowerInvariant());

    private static double? GetFps(AIContent content) => FindText(content, "fps") is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double fps)
            ? fps
            : throw new ArgumentException($"The additional property 'fps' of a content is '{text}'; it must be a number.");

    private static int? GetMaxLongSidePixel(AIContent content) => FindText(content, "max_long_side_pixel") is not { } text
        ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int pixel)
            ? pixel
            : throw new ArgumentException(
                $"The additional property 'max_long_side_pixel' of a content is '{text}'; it must be an integer.");

    private static string? FindText(AIContent content, string key) =>
        content.AdditionalProperties?.TryGetValue(key, out object? value) == true && value is not null
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;
}
