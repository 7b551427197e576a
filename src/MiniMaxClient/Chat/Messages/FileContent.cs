using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The file of a <see cref="FilePart"/>: its content, or the id of one that the provider holds.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FileContent>))]
public sealed record FileContent : SchemaObject
{
    /// <summary>The content as it stands on the wire: base64, or a <c>data:</c> URL.</summary>
    public string? FileData { get; init; }

    /// <summary>The content as bytes; written as a <c>data:</c> URL when <see cref="FileData"/> is null.</summary>
    /// <remarks>
    /// They are read while the request is sent, and must not change until the call is over. Reading never sets it. Neither record
    /// equality nor a copy looks into the bytes.
    /// </remarks>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The type of <see cref="Bytes"/>.</summary>
    /// <value>Default: <c>application/pdf</c>, the only one that AIML API takes.</value>
    public string MediaType { get; init; } = "application/pdf";

    /// <summary>The name of the file.</summary>
    public string? FileName { get; init; }

    /// <summary>The id of a file that the provider holds; only MiniMax-M3 on AIML API takes it.</summary>
    public string? FileId { get; init; }

    internal static FileContent? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? fileData = null, fileName = null, fileId = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "file_data"u8, ref fileData)
                || rest.String(ref json, "filename"u8, ref fileName)
                || rest.String(ref json, "file_id"u8, ref fileId)))
                rest.Keep(ref json);
        }

        return new() { FileData = fileData, FileName = fileName, FileId = fileId, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        if (FileData is null && !Bytes.IsEmpty)
            json.Base64("file_data"u8, $"data:{MediaType};base64,", Bytes);
        json.Property("file_data"u8, FileData);
        json.Property("filename"u8, FileName);
        json.Property("file_id"u8, FileId);
    }
}
