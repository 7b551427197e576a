using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>Represents the rules of a provider for the images, videos and files of a request.</summary>
/// <remarks>
/// The client rejects a violation before sending. Sizes and media types are those of content that is in the request: of bytes
/// and of <c>data:</c> URLs with base64. The content at other addresses is not checked.
/// </remarks>
[Experimental("MINIMAX1001")]
public sealed record MediaRules
{
    private const long MiB = 1024 * 1024;

    /// <summary>Gets the source of the rules, for the message of a validation error.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the supported media types of images, such as <c>image/png</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? ImageMediaTypes { get; init; }

    /// <summary>Gets the supported levels of detail of images and videos.</summary>
    /// <remarks>An empty list supports neither a level nor <see cref="MediaUrl.MaxLongSidePixel"/>.</remarks>
    /// <value>Default: null, which supports all levels.</value>
    public IReadOnlyCollection<ImageDetail>? ImageDetails { get; init; }

    /// <summary>Gets the maximum size of an image in bytes, before it is encoded.</summary>
    /// <value>Default: null, which is no limit.</value>
    public long? MaxImageBytes { get; init; }

    /// <summary>Gets the supported media types of videos, such as <c>video/mp4</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? VideoMediaTypes { get; init; }

    /// <summary>Gets the maximum size of a video in bytes, before it is encoded.</summary>
    /// <value>Default: null, which is no limit.</value>
    public long? MaxVideoBytes { get; init; }

    /// <summary>Gets the supported media types of files, such as <c>application/pdf</c>.</summary>
    /// <value>Default: null, which supports all types.</value>
    public IReadOnlyCollection<string>? FileMediaTypes { get; init; }

    /// <summary>Gets the maximum size of a request in bytes, which all images, videos and files share as base64.</summary>
    /// <value>Default: null, which is no limit.</value>
    public long? MaxRequestBytes { get; init; }

    /// <summary>Gets the rules of MiniMax's own API.</summary>
    /// <remarks>
    /// Its pages name the formats JPEG, PNG, GIF and WEBP of at most 10 MB, and MP4, AVI, MOV and MKV of at most 50 MB; the
    /// units are read as MiB, and <c>image/jpg</c> as JPEG. MOV is <c>video/mov</c> as base64 and <c>video/quicktime</c> by
    /// address. A body of more than 64 MB is the error 413.
    /// </remarks>
    internal static MediaRules MiniMax { get; } = new()
    {
        Source = "MiniMax's chat API pages",
        ImageMediaTypes = ["image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp"],
        ImageDetails = [ImageDetail.Low, ImageDetail.Default, ImageDetail.High],
        MaxImageBytes = 10 * MiB,
        VideoMediaTypes = ["video/mp4", "video/avi", "video/x-msvideo", "video/mov", "video/x-matroska"],
        MaxVideoBytes = 50 * MiB,
        MaxRequestBytes = 64 * MiB,
    };

    /// <summary>Gets the rules of Anthropic's schema, whose images have no level of detail.</summary>
    internal static MediaRules Anthropic { get; } = new() { Source = "Anthropic's Messages schema", ImageDetails = [] };

    /// <summary>Gets the rules of AIML API's schemas: "Only PDF", and OpenAI's levels of detail.</summary>
    internal static MediaRules AimlApi { get; } = new()
    {
        Source = "AIML API's schema",
        ImageDetails = [ImageDetail.Low, ImageDetail.High, ImageDetail.Auto],
        FileMediaTypes = [MediaTypes.Pdf],
    };
}
