using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A part with a file.</summary>
/// <remarks>
/// The provider determines the supported types of files: AIML API supports only PDF, MiniMax's own API no files of this kind.
/// Images and videos have parts of their own.
/// </remarks>
[GeneratedJson(Case = "file")]
public sealed partial record FilePart : ContentPart
{
    /// <summary>The file.</summary>
    public required FileContent File { get; init; }

    /// <inheritdoc/>
    internal override string ToDisplayText() => File.Describe();
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
    public string MediaType { get; init; } = MediaTypes.Pdf;

    /// <summary>The name of the file.</summary>
    [JsonPropertyName("filename")]
    public string? FileName { get; init; }

    /// <summary>The id of a file stored at the provider; supported only by MiniMax-M3 on AIML API.</summary>
    public string? FileId { get; init; }

    /// <summary>Describes the file by its type and size, or by its id.</summary>
    internal string Describe() => FileData switch
    {
        null when FileId is not null && Bytes.IsEmpty => $"[file {DisplayText.Shorten(FileId, 100)}]",
        null => DisplayText.DescribeData(MediaType, Bytes.Length),
        _ when DataUrl.IsUrl(FileData) => DisplayText.DescribeAddress("file", FileData),
        _ => DisplayText.DescribeData(null, Base64Chunks.GetDecodedLength(FileData.AsSpan())),
    };

    /// <inheritdoc/>
    internal override string ToDisplayText() => Describe();

    // The content has two forms in memory and one on the wire.
    internal override void WriteProperties(ObjectWriter json)
    {
        if (FileData is null && !Bytes.IsEmpty)
            json.WriteDataUrl("file_data"u8, MediaType, Bytes);
        WriteGeneratedProperties(json);
    }
}
