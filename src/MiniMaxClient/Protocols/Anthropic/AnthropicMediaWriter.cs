using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Writes images, videos and files as blocks of a Messages request.</summary>
internal static class AnthropicMediaWriter
{
    /// <summary>Writes a part as a block; returns false for a part that has no block of its own.</summary>
    public static bool TryWrite(Utf8JsonWriter json, ContentPart part, IFileSink? fileSink)
    {
        switch (part)
        {
            case ImagePart image when FindUrlProperty(image, out ImagePart withUrl) is { } url:
                return TryWrite(json, withUrl with { ImageUrl = withUrl.ImageUrl with { Url = url } }, fileSink);
            case VideoPart video when FindUrlProperty(video, out VideoPart withUrl) is { } url:
                return TryWrite(json, withUrl with { VideoUrl = withUrl.VideoUrl with { Url = url } }, fileSink);
            case ImagePart { ImageUrl: var image }:
                StartBlock(json, "image");
                WriteSource(json, image, fileSink, fps: null);
                break;
            case VideoPart { VideoUrl: var video }:
                StartBlock(json, "video");
                WriteSource(json, video, fileSink, video.Fps);
                break;
            case FilePart { File: { FileData: null, Bytes.IsEmpty: true } }:
                return false;
            case FilePart { File: var file }:
                StartBlock(json, "document");
                WriteSource(json, file, fileSink);
                new ObjectWriter(json, part.AdditionalPropertiesOrNull).Property("title"u8, file.FileName);
                break;
            default:
                return false;
        }

        AnthropicMessageWriter.WriteCacheControl(json, part.CacheControl, part);
        part.WriteAdditionalProperties(json);
        json.WriteEndObject();
        return true;
    }

    // Some hosts accept the URL alone as "image_url"; deserialization keeps it as an additional property.
    private static string? FindUrlProperty<T>(T part, out T withoutProperty)
        where T : ContentPart
    {
        withoutProperty = part;
        if (part.AdditionalPropertiesOrNull?.TryGetValue(part.Type, out JsonElement value) != true
            || value.ValueKind != JsonValueKind.String)
            return null;
        withoutProperty = part with
        {
            AdditionalProperties = part.AdditionalProperties.Where(property => property.Key != part.Type)
                .ToDictionary(static property => property.Key, static property => property.Value),
        };
        return JsonText.ReadString(value);
    }

    // MiniMax's Messages page has these fields in the source. Without an address and bytes, additional properties have the value.
    private static void WriteSource(Utf8JsonWriter json, MediaUrl media, IFileSink? fileSink, double? fps)
    {
        if (media is { Url: null, Bytes.IsEmpty: false })
            WriteBytes(json, DataUrl.RemoveParameters(media.MediaType.AsSpan()), media.Bytes, fileSink);
        else if (DataUrl.TryParse(media.Url, out DataUrl data))
            WriteBase64(json, data.MediaType, data.Base64);
        else if (media.Url is { } url)
            WriteUrl(json, url);
        var fields = new ObjectWriter(json, media.AdditionalPropertiesOrNull);
        fields.Property("detail"u8, media.Detail?.Value);
        fields.Property("fps"u8, fps);
        fields.Property("max_long_side_pixel"u8, media.MaxLongSidePixel);
        media.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, FileContent file, IFileSink? fileSink)
    {
        if (file.FileData is not { } data)
            WriteBytes(json, file.MediaType.AsSpan(), file.Bytes, fileSink);
        else if (DataUrl.TryParse(data, out DataUrl dataUrl))
            WriteBase64(json, dataUrl.FullMediaType, dataUrl.Base64);
        else if (DataUrl.IsUrl(data))
            WriteUrl(json, data);
        else
            WriteBase64(json, file.MediaType, data);
        file.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    /// <summary>Starts a block and its source.</summary>
    private static void StartBlock(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteStartObject("source"u8);
    }

    private static void WriteUrl(Utf8JsonWriter json, string url)
    {
        json.WriteString("type"u8, "url");
        json.WriteString("url"u8, url);
    }

    private static void WriteBytes(
        Utf8JsonWriter json, ReadOnlySpan<char> mediaType, ReadOnlyMemory<byte> bytes, IFileSink? fileSink)
    {
        WriteBase64Start(json, mediaType);
        JsonText.WriteBase64String(json, "", bytes, fileSink);
    }

    private static void WriteBase64(Utf8JsonWriter json, ReadOnlySpan<char> mediaType, ReadOnlySpan<char> base64)
    {
        WriteBase64Start(json, mediaType);
        JsonText.WriteValue(json, base64);
    }

    private static void WriteBase64Start(Utf8JsonWriter json, ReadOnlySpan<char> mediaType)
    {
        json.WriteString("type"u8, "base64");
        json.WriteString("media_type"u8, mediaType);
        json.WritePropertyName("data"u8);
    }
}
