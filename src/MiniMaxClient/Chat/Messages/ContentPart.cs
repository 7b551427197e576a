using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A part of the content of a message.</summary>
/// <remarks>
/// The derived types are <see cref="TextPart"/>, <see cref="ImagePart"/>, <see cref="FilePart"/>, <see cref="RefusalPart"/> and,
/// for any type that the schema does not define, <see cref="UnknownPart"/>. A string converts implicitly to a text part.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record ContentPart : SchemaObject
{
    private protected ContentPart()
    {
    }

    /// <summary>The type as it appears on the wire.</summary>
    public abstract string Type { get; }

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
    /// <param name="image">The bytes of the image file.</param>
    /// <param name="mediaType">The media type, such as <c>image/png</c>.</param>
    /// <param name="detail">The level of detail at which the model processes the image.</param>
    /// <exception cref="ArgumentException"><paramref name="mediaType"/> is null, empty or white space.</exception>
    public static ImagePart FromImage(ReadOnlyMemory<byte> image, string mediaType, ImageDetail? detail = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        string url = $"data:{mediaType};base64,{Convert.ToBase64String(image.ToArray())}";
        return new() { ImageUrl = new() { Url = url, Detail = detail } };
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
        mediaType ??= string.IsNullOrEmpty(fileName)
            ? MediaTypes.Pdf
            : MediaTypes.FindByFileName(fileName!) ?? throw new ArgumentException(
                $"The media type of the file '{fileName}' cannot be inferred from its name; specify it.", nameof(mediaType));
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        return new() { File = new() { Bytes = file, FileName = fileName, MediaType = mediaType } };
    }
}

/// <summary>A part with text.</summary>
[GeneratedJson(Case = "text")]
public sealed partial record TextPart : ContentPart
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }
}

/// <summary>A part with a refusal of the model, sent instead of a response.</summary>
[GeneratedJson(Case = "refusal")]
public sealed partial record RefusalPart : ContentPart
{
    /// <summary>The refusal.</summary>
    public required string Refusal { get; init; }
}

/// <summary>A part with an image.</summary>
[GeneratedJson(Case = "image_url")]
public sealed partial record ImagePart : ContentPart
{
    /// <summary>The location of the image.</summary>
    public required ImageUrl ImageUrl { get; init; }
}

/// <summary>A part with a file.</summary>
[GeneratedJson(Case = "file")]
public sealed partial record FilePart : ContentPart
{
    /// <summary>The file.</summary>
    public required FileContent File { get; init; }
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

/// <summary>The location of an image.</summary>
[GeneratedJson]
public sealed partial record ImageUrl : SchemaObject
{
    internal static ImageUrl Empty { get; } = new() { Url = "" };

    /// <summary>The address: <c>https</c>, or a <c>data:</c> URL with the base64-encoded image.</summary>
    [SuppressMessage("Design", "CA1056", Justification = "A data URL may be longer than a Uri can hold.")]
    public required string Url { get; init; }

    /// <summary>The level of detail at which the model processes the image.</summary>
    public ImageDetail? Detail { get; init; }
}

/// <summary>The level of detail at which the model processes an image.</summary>
/// <remarks>It determines the number of tokens that the image costs.</remarks>
[GeneratedJson]
public readonly partial record struct ImageDetail
{
    /// <summary>Level of detail chosen by the model.</summary>
    public static ImageDetail Auto { get; } = new("auto");

    /// <summary>Low detail: a small version of the image.</summary>
    public static ImageDetail Low { get; } = new("low");

    /// <summary>High detail: the full image.</summary>
    public static ImageDetail High { get; } = new("high");
}

/// <summary>The file of a <see cref="FilePart"/>: its content, or the id of a file stored at the provider.</summary>
[GeneratedJson]
public sealed partial record FileContent : SchemaObject
{
    /// <summary>The content as it appears on the wire: base64, or a <c>data:</c> URL.</summary>
    public string? FileData { get; init; }

    /// <summary>The content as bytes; written as a <c>data:</c> URL if <see cref="FileData"/> is null.</summary>
    /// <remarks>
    /// The bytes are read while the request is sent and must not change until the call completes. Deserialization never sets this
    /// property. Equality compares the reference, not the bytes.
    /// </remarks>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The media type of <see cref="Bytes"/>.</summary>
    /// <value>Default: <c>application/pdf</c>, the only type that AIML API supports.</value>
    [JsonIgnore]
    public string MediaType { get; init; } = "application/pdf";

    /// <summary>The name of the file.</summary>
    [JsonPropertyName("filename")]
    public string? FileName { get; init; }

    /// <summary>The id of a file stored at the provider; supported only by MiniMax-M3 on AIML API.</summary>
    public string? FileId { get; init; }

    // The content has two forms in memory and one on the wire.
    internal override void WriteProperties(ObjectWriter json)
    {
        if (FileData is null && !Bytes.IsEmpty)
            json.WriteBase64("file_data"u8, $"data:{MediaType};base64,", Bytes);
        WriteGeneratedProperties(json);
    }
}

/// <summary>The media types of common file name extensions.</summary>
internal static class MediaTypes
{
    public const string Pdf = "application/pdf";

    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pdf"] = Pdf,
        ["txt"] = "text/plain",
        ["log"] = "text/plain",
        ["md"] = "text/markdown",
        ["csv"] = "text/csv",
        ["htm"] = "text/html",
        ["html"] = "text/html",
        ["css"] = "text/css",
        ["json"] = "application/json",
        ["xml"] = "application/xml",
        ["yaml"] = "application/yaml",
        ["yml"] = "application/yaml",
        ["rtf"] = "application/rtf",
        ["zip"] = "application/zip",
        ["doc"] = "application/msword",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["xls"] = "application/vnd.ms-excel",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["ppt"] = "application/vnd.ms-powerpoint",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["gif"] = "image/gif",
        ["webp"] = "image/webp",
        ["bmp"] = "image/bmp",
        ["svg"] = "image/svg+xml",
        ["mp3"] = "audio/mpeg",
        ["wav"] = "audio/wav",
        ["mp4"] = "video/mp4",
        ["mov"] = "video/quicktime",
    };

    /// <summary>Gets the media type for the extension of a file name; null if the extension is missing or unknown.</summary>
    public static string? FindByFileName(string fileName) =>
        ByExtension.TryGetValue(fileName.Substring(fileName.LastIndexOf('.') + 1), out string? type) && fileName.Contains('.')
            ? type
            : null;
}
