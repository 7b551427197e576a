namespace MiniMaxClient;

/// <summary>A part of the content of a message.</summary>
/// <remarks>
/// The derived types are <see cref="TextPart"/>, <see cref="ImagePart"/>, <see cref="VideoPart"/>, <see cref="FilePart"/>,
/// <see cref="RefusalPart"/> and, for any type that the schema does not define, <see cref="UnknownPart"/>. A string converts
/// implicitly to a text part.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record ContentPart : SchemaObject
{
    private const string MiniMaxFileScheme = "mm_file://";

    private protected ContentPart()
    {
    }

    /// <summary>The type as it appears on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>The marker at the end of this part, up to which the provider caches the prompt.</summary>
    /// <remarks>For the Anthropic style; see <see cref="MiniMaxClient.CacheControl"/>.</remarks>
    /// <value>Default: null, which is none.</value>
    public CacheControl? CacheControl { get; init; }

    /// <summary>Converts a text to a text part.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static implicit operator ContentPart(string text) => FromText(text);

    /// <summary>Creates a text part.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static TextPart FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new() { Text = text };
    }

    /// <summary>Creates a part for an image at an address.</summary>
    /// <param name="url">The address: <c>https</c>, or a <c>data:</c> URL.</param>
    /// <param name="detail">The level of detail at which the model processes the image.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is null.</exception>
    public static ImagePart FromImage(Uri url, ImageDetail? detail = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new() { ImageUrl = new() { Url = url.OriginalString, Detail = detail } };
    }

    /// <summary>Creates a part for an image that is sent with the message.</summary>
    /// <param name="image">The bytes of the image file, which are not copied.</param>
    /// <param name="mediaType">The media type, such as <c>image/png</c>.</param>
    /// <param name="detail">The level of detail at which the model processes the image.</param>
    /// <exception cref="ArgumentException"><paramref name="mediaType"/> is null, empty or white space.</exception>
    public static ImagePart FromImage(ReadOnlyMemory<byte> image, string mediaType, ImageDetail? detail = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        return new() { ImageUrl = new() { Bytes = image, MediaType = mediaType, Detail = detail } };
    }

    /// <summary>Reads an image file and creates a part for it.</summary>
    /// <param name="path">The path of the file; its extension determines the media type.</param>
    /// <param name="detail">The level of detail at which the model processes the image.</param>
    /// <param name="cancellationToken">The token to cancel the operation.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, or its extension is missing, unknown or not that of an image. The file is not
    /// read then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async Task<ImagePart> FromImageAsync(
        string path, ImageDetail? detail = null, CancellationToken cancellationToken = default)
    {
        string mediaType = InferMediaType(path, "image/", nameof(path));
        byte[] image = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return FromImage(image, mediaType, detail);
    }

    /// <summary>Creates a part for a video at an address.</summary>
    /// <param name="url">
    /// The address: <c>https</c>, or a <c>data:</c> URL. For a file that is stored at MiniMax, use
    /// <see cref="FromVideoFileId"/>: the scheme <c>mm_file</c> is not valid in a <see cref="Uri"/>.
    /// </param>
    /// <param name="detail">The level of detail at which the model processes the frames.</param>
    /// <param name="fps">The number of frames that the model processes for each second: 0.2 to 5.</param>
    /// <exception cref="ArgumentNullException"><paramref name="url"/> is null.</exception>
    public static VideoPart FromVideo(Uri url, ImageDetail? detail = null, double? fps = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new() { VideoUrl = new() { Url = url.OriginalString, Detail = detail, Fps = fps } };
    }

    /// <summary>Creates a part for a video that is sent with the message.</summary>
    /// <param name="video">The bytes of the video file, which are not copied.</param>
    /// <param name="mediaType">
    /// The media type, such as <c>video/mp4</c>. For a MOV file it is <c>video/mov</c>: MiniMax supports <c>video/quicktime</c>
    /// only for addresses.
    /// </param>
    /// <param name="detail">The level of detail at which the model processes the frames.</param>
    /// <param name="fps">The number of frames that the model processes for each second: 0.2 to 5.</param>
    /// <exception cref="ArgumentException"><paramref name="mediaType"/> is null, empty or white space.</exception>
    public static VideoPart FromVideo(
        ReadOnlyMemory<byte> video, string mediaType, ImageDetail? detail = null, double? fps = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        return new() { VideoUrl = new() { Bytes = video, MediaType = mediaType, Detail = detail, Fps = fps } };
    }

    /// <summary>Creates a part for a video that is stored at MiniMax, by its Files API.</summary>
    /// <param name="fileId">The id of the file, with or without <c>mm_file://</c>, with which it is sent.</param>
    /// <param name="detail">The level of detail at which the model processes the frames.</param>
    /// <param name="fps">The number of frames that the model processes for each second: 0.2 to 5.</param>
    /// <exception cref="ArgumentException"><paramref name="fileId"/> is null, empty or white space.</exception>
    public static VideoPart FromVideoFileId(string fileId, ImageDetail? detail = null, double? fps = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileId);
        bool hasScheme = fileId.StartsWith(MiniMaxFileScheme, StringComparison.OrdinalIgnoreCase);
        string url = hasScheme ? fileId : MiniMaxFileScheme + fileId;
        return new() { VideoUrl = new() { Url = url, Detail = detail, Fps = fps } };
    }

    /// <summary>Reads a video file and creates a part for it.</summary>
    /// <param name="path">The path of the file; its extension determines the media type.</param>
    /// <param name="detail">The level of detail at which the model processes the frames.</param>
    /// <param name="fps">The number of frames that the model processes for each second: 0.2 to 5.</param>
    /// <param name="cancellationToken">The token to cancel the operation.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, or its extension is missing, unknown or not that of a video. The file is not
    /// read then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async Task<VideoPart> FromVideoAsync(
        string path, ImageDetail? detail = null, double? fps = null, CancellationToken cancellationToken = default)
    {
        string mediaType = MediaTypes.ToInlineVideoType(InferMediaType(path, "video/", nameof(path)));
        byte[] video = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return FromVideo(video, mediaType, detail, fps);
    }

    /// <summary>Creates a part for a file that is sent with the message.</summary>
    /// <param name="file">The bytes of the file, which are not copied; AIML API supports only PDF, at most 512 MB.</param>
    /// <param name="fileName">The name of the file.</param>
    /// <param name="mediaType">
    /// The media type, such as <c>text/plain</c>; null to infer it from the extension of the file name, or to use
    /// <c>application/pdf</c> for a file without a name.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="mediaType"/> is empty, or it is null and the extension of the file name is missing or unknown.
    /// </exception>
    public static FilePart FromFile(ReadOnlyMemory<byte> file, string? fileName = null, string? mediaType = null)
    {
        mediaType ??= string.IsNullOrEmpty(fileName) ? MediaTypes.Pdf : InferMediaType(fileName!, "", nameof(mediaType));
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        return new() { File = new() { Bytes = file, FileName = fileName, MediaType = mediaType } };
    }

    /// <summary>Reads a file and creates a part for it.</summary>
    /// <param name="path">The path of the file; its extension determines the media type, its name is sent.</param>
    /// <param name="cancellationToken">The token to cancel the operation.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, or its extension is missing or unknown. The file is not read then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async Task<FilePart> FromFileAsync(string path, CancellationToken cancellationToken = default)
    {
        string mediaType = InferMediaType(path, "", nameof(path));
        byte[] file = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return FromFile(file, Path.GetFileName(path), mediaType);
    }

    /// <summary>Infers the media type of a file from its extension.</summary>
    private static string InferMediaType(string fileName, string requiredPrefix, string parameterName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileName, parameterName);
        string mediaType = MediaTypes.FindByFileName(fileName) ?? throw new ArgumentException(
            $"The media type of the file '{fileName}' cannot be inferred from its extension; "
                + "pass the bytes and the type, as in ContentPart.FromImage(bytes, \"image/png\").",
            parameterName);
        return mediaType.StartsWith(requiredPrefix, StringComparison.Ordinal)
            ? mediaType
            : throw new ArgumentException(
                $"The media type of the file '{fileName}' is {mediaType}; {requiredPrefix}* is required.", parameterName);
    }
}

/// <summary>A part with text.</summary>
[GeneratedJson(Case = "text")]
public sealed partial record TextPart : ContentPart
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    internal override string ToDisplayText() => Text;
}

/// <summary>A part with a refusal of the model, sent instead of a response.</summary>
[GeneratedJson(Case = "refusal")]
public sealed partial record RefusalPart : ContentPart
{
    /// <summary>The refusal.</summary>
    public required string Refusal { get; init; }

    /// <inheritdoc/>
    internal override string ToDisplayText() => Refusal;
}

/// <summary>A part of a type that the schema does not define; its properties are the additional properties.</summary>
[GeneratedJson]
public sealed partial record UnknownPart : ContentPart
{
    /// <summary>Initializes a new instance of the <see cref="UnknownPart"/> class.</summary>
    /// <param name="type">The type as it appears on the wire.</param>
    public UnknownPart(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }
}
