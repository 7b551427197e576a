using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The file of a <see cref="FilePart"/>: its content, or the id of one that the provider holds.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FileContent>))]
public sealed record FileContent : SchemaObject
{
    private static readonly byte[] DataUrlPrefix = "\"data:application/pdf;base64,"u8.ToArray();

    /// <summary>The content as it stands on the wire: base64, or a <c>data:</c> URL.</summary>
    public string? FileData { get; init; }

    /// <summary>The content as bytes; written as a <c>data:application/pdf</c> URL when <see cref="FileData"/> is null.</summary>
    /// <remarks>Reading never sets it. Neither record equality nor a copy looks into the bytes.</remarks>
    public ReadOnlyMemory<byte> Bytes { get; init; }

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

    private protected override void WriteProperties(Utf8JsonWriter json)
    {
        if (FileData is null && !Bytes.IsEmpty)
            WriteBytes(json);
        json.Property("file_data"u8, FileData);
        json.Property("filename"u8, FileName);
        json.Property("file_id"u8, FileId);
    }

    private void WriteBytes(Utf8JsonWriter json)
    {
        int length = DataUrlPrefix.Length + Base64.GetMaxEncodedToUtf8Length(Bytes.Length) + 1;
        byte[] value = ArrayPool<byte>.Shared.Rent(length);
        DataUrlPrefix.CopyTo(value, 0);
        Base64.EncodeToUtf8(Bytes.Span, value.AsSpan(DataUrlPrefix.Length), out _, out int encoded);
        value[DataUrlPrefix.Length + encoded] = (byte)'"';
        json.WritePropertyName("file_data"u8);
        json.WriteRawValue(value.AsSpan(0, DataUrlPrefix.Length + encoded + 1), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(value);
    }
}
