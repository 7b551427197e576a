using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A part of a message's content.</summary>
/// <remarks>
/// The cases are <see cref="TextPart"/>, <see cref="ImagePart"/>, <see cref="FilePart"/>, <see cref="RefusalPart"/> and, for any
/// type that the schema does not name, <see cref="UnknownPart"/>. A string converts to a text part by itself.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ContentPart>))]
public abstract record ContentPart : SchemaObject
{
    private protected ContentPart()
    {
    }

    /// <summary>The type as it stands on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>A text part.</summary>
    public static implicit operator ContentPart(string text) => FromText(text);

    /// <summary>A text part.</summary>
    /// <param name="text">The text.</param>
    public static TextPart FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new() { Text = text };
    }

    /// <summary>An image at an address.</summary>
    /// <param name="url">The address: <c>https</c>, or a <c>data:</c> URL.</param>
    /// <param name="detail">How closely the model looks at it.</param>
    public static ImagePart FromImage(Uri url, ImageDetail? detail = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new() { ImageUrl = new() { Url = url.OriginalString, Detail = detail } };
    }

    /// <summary>An image sent with the message.</summary>
    /// <param name="image">The bytes of the image file.</param>
    /// <param name="mediaType">Its type, such as <c>image/png</c>.</param>
    /// <param name="detail">How closely the model looks at it.</param>
    public static ImagePart FromImage(ReadOnlyMemory<byte> image, string mediaType, ImageDetail? detail = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        string url = $"data:{mediaType};base64,{Convert.ToBase64String(image.ToArray())}";
        return new() { ImageUrl = new() { Url = url, Detail = detail } };
    }

    /// <summary>Creates a part for a file that is sent with the message.</summary>
    /// <param name="file">The bytes of the file, kept and not copied; AIML API takes PDF only, 512 MB at most.</param>
    /// <param name="fileName">The name of the file.</param>
    /// <param name="mediaType">
    /// The type of the file, such as <c>text/plain</c>; null to infer it from the extension of the name, or
    /// <c>application/pdf</c> for a file without a name.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="mediaType"/> is empty, or it is null and the extension of the name is missing or unknown.
    /// </exception>
    public static FilePart FromFile(ReadOnlyMemory<byte> file, string? fileName = null, string? mediaType = null)
    {
        mediaType ??= string.IsNullOrEmpty(fileName) ? MediaTypes.Pdf : MediaTypes.Find(fileName!) ?? throw new ArgumentException(
            $"The media type of the file '{fileName}' cannot be inferred from its name; set the parameter.", nameof(mediaType));
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaType);
        return new() { File = new() { Bytes = file, FileName = fileName, MediaType = mediaType } };
    }

    internal static ContentPart? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        return Discriminator.Peek(json, "type"u8) switch
        {
            "text" => TextPart.ReadPart(ref json),
            "image_url" => ImagePart.ReadPart(ref json),
            "file" => FilePart.ReadPart(ref json),
            "refusal" => RefusalPart.ReadPart(ref json),
            var type => UnknownPart.ReadPart(ref json, type),
        };
    }

    private protected sealed override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type.Length > 0 ? Type : null);
        WritePart(json);
    }

    private protected abstract void WritePart(ObjectWriter json);
}

/// <summary>A text.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<TextPart>))]
public sealed record TextPart : ContentPart
{
    /// <inheritdoc/>
    public override string Type => "text";

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    internal static TextPart ReadPart(ref Utf8JsonReader json)
    {
        var rest = default(ObjectReader);
        string? type = null, text = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type) || rest.String(ref json, "text"u8, ref text)))
                rest.Keep(ref json);
        }

        return new() { Text = text ?? "", AdditionalProperties = rest.Kept };
    }

    private protected override void WritePart(ObjectWriter json) => json.Property("text"u8, Text);
}

/// <summary>What the model said instead of an answer.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<RefusalPart>))]
public sealed record RefusalPart : ContentPart
{
    /// <inheritdoc/>
    public override string Type => "refusal";

    /// <summary>The refusal.</summary>
    public required string Refusal { get; init; }

    internal static RefusalPart ReadPart(ref Utf8JsonReader json)
    {
        var rest = default(ObjectReader);
        string? type = null, refusal = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type) || rest.String(ref json, "refusal"u8, ref refusal)))
                rest.Keep(ref json);
        }

        return new() { Refusal = refusal ?? "", AdditionalProperties = rest.Kept };
    }

    private protected override void WritePart(ObjectWriter json) => json.Property("refusal"u8, Refusal);
}

/// <summary>An image.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ImagePart>))]
public sealed record ImagePart : ContentPart
{
    /// <inheritdoc/>
    public override string Type => "image_url";

    /// <summary>Where the image is.</summary>
    public required ImageUrl ImageUrl { get; init; }

    internal static ImagePart ReadPart(ref Utf8JsonReader json)
    {
        var rest = default(ObjectReader);
        string? type = null;
        ImageUrl? imageUrl = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "image_url"u8, ref imageUrl, MiniMaxClient.ImageUrl.Read)))
                rest.Keep(ref json);
        }

        return new() { ImageUrl = imageUrl ?? new() { Url = "" }, AdditionalProperties = rest.Kept };
    }

    private protected override void WritePart(ObjectWriter json) => json.Property("image_url"u8, ImageUrl);
}

/// <summary>A file.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FilePart>))]
public sealed record FilePart : ContentPart
{
    /// <inheritdoc/>
    public override string Type => "file";

    /// <summary>The file.</summary>
    public required FileContent File { get; init; }

    internal static FilePart ReadPart(ref Utf8JsonReader json)
    {
        var rest = default(ObjectReader);
        string? type = null;
        FileContent? file = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type) || rest.Value(ref json, "file"u8, ref file, FileContent.Read)))
                rest.Keep(ref json);
        }

        return new() { File = file ?? new(), AdditionalProperties = rest.Kept };
    }

    private protected override void WritePart(ObjectWriter json) => json.Property("file"u8, File);
}

/// <summary>A part of a type that the schema does not name; its properties are the additional ones.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<UnknownPart>))]
public sealed record UnknownPart : ContentPart
{
    /// <summary>A part of any type.</summary>
    /// <param name="type">The type as it stands on the wire.</param>
    public UnknownPart(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }

    internal static UnknownPart ReadPart(ref Utf8JsonReader json, string? type)
    {
        var rest = default(ObjectReader);
        string? ignored = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.String(ref json, "type"u8, ref ignored))
                rest.Keep(ref json);
        }

        return new(type ?? "") { AdditionalProperties = rest.Kept };
    }

    private protected override void WritePart(ObjectWriter json)
    {
    }
}
