using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Validates the images, videos and files of one request.</summary>
internal sealed class MediaValidator(ModelCapabilities capabilities, Action<string, string> addProblem)
{
    // The fields of video parts are MiniMax's; a provider without rules has no other source for them.
    private const string VideoSource = "MiniMax's chat API pages";
    private const double MinFps = 0.2;
    private const double MaxFps = 5;

    private static readonly string[] ImageSchemes = ["http", "https", "data"];

    private static readonly string[] VideoSchemes = [.. ImageSchemes, "mm_file"];

    private readonly MediaRules? _rules = capabilities.Media;
    private int _fileCount;
    private long _encodedLength;

    /// <summary>Validates a part of the content of a user message; ignores parts of other types.</summary>
    /// <param name="path">The path of the part.</param>
    /// <param name="part">The part.</param>
    public void ValidatePart(string path, ContentPart part)
    {
        switch (part)
        {
            case ImagePart { ImageUrl: null } or VideoPart { VideoUrl: null } or FilePart { File: null }:
                addProblem(path, "has no value");
                break;
            case ImagePart { ImageUrl: var image }:
                path += ".image_url";
                ValidateMedia(path, image, part);
                ValidateScheme(path, image.Url, ImageSchemes);
                ValidateContent(path + ".url", GetContent(image), _rules?.ImageMediaTypes, _rules?.MaxImageBytes, _rules?.Source);
                break;
            case VideoPart { VideoUrl: var video }:
                path += ".video_url";
                ValidateMedia(path, video, part);
                ValidateScheme(path, video.Url, VideoSchemes);
                ValidateContent(path + ".url", GetContent(video), _rules?.VideoMediaTypes, _rules?.MaxVideoBytes, _rules?.Source);
                ValidateFps(path + ".fps", video.Fps);
                break;
            case FilePart { File: var file }:
                ValidateFile(path + ".file", file);
                break;
        }
    }

    /// <summary>Validates the total size of all parts.</summary>
    public void ValidateTotalSize()
    {
        if (_encodedLength > _rules?.MaxRequestBytes)
        {
            addProblem(
                "$.messages",
                $"has {_encodedLength} bytes of images, videos and files as base64; the maximum of a request is "
                + $"{_rules.MaxRequestBytes} (source: {_rules.Source})");
        }
    }

    private static InlineContent? GetContent(MediaUrl media) =>
        InlineContent.FromUrl(media.Url) ?? InlineContent.FromBytes(media.Url, media.Bytes, media.MediaType);

    private void ValidateMedia(string path, MediaUrl media, ContentPart part)
    {
        // Deserialization keeps a value that is not an object or a string, such as the URL alone, as an additional property.
        bool isElsewhere = HasProperty(part, part.Type) || HasProperty(media, "url");
        if (string.IsNullOrEmpty(media.Url) && media.Bytes.IsEmpty && !isElsewhere)
            addProblem(path, "has neither a URL nor bytes");
        if (media is { Url: null, Bytes.IsEmpty: false } && string.IsNullOrWhiteSpace(media.MediaType))
            addProblem(path, "has bytes without a media type");
        if (media.Detail is { } && _rules?.ImageDetails is { Count: 0 })
            addProblem(path + ".detail", $"is not supported (source: {_rules.Source})");
        else if (media.Detail is { } detail && _rules?.ImageDetails is { } details
            && details.All(one => one.Value != detail.Value))
            AddUnsupportedProblem(path + ".detail", detail.Value, details, _rules.Source);
        if (media is { Url: not null, Bytes.IsEmpty: false })
            addProblem(path, "has a URL and bytes; set only one of them");
        if (media.MaxLongSidePixel is not null && _rules?.ImageDetails is { Count: 0 })
            addProblem(path + ".max_long_side_pixel", $"is not supported (source: {_rules.Source})");
        else if (media.MaxLongSidePixel < 1)
            addProblem(path + ".max_long_side_pixel", $"is {media.MaxLongSidePixel}; it must be at least 1");
    }

    private static bool HasProperty(SchemaObject value, string name) =>
        value.AdditionalPropertiesOrNull?.TryGetValue(name, out JsonElement property) == true
        && property.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private void ValidateScheme(string path, string? url, string[] schemes)
    {
        if (string.IsNullOrEmpty(url))
            return;
        int length = url!.IndexOf(':', 0, Math.Min(url.Length, 16));
        string scheme = length < 0 ? "" : url.Substring(0, length).ToLowerInvariant();
        if (_rules is not null && scheme == "data")
            ValidateDataUrl(path + ".url", url);
        else if (_rules is not null && length == url.Length - 1)
            addProblem(path + ".url", "has no address after its scheme");
        if (schemes.Contains(scheme))
            return;
        if (scheme == "mm_file")
            addProblem(path + ".url", $"is a file id (mm_file), which is supported for videos only (source: {VideoSource})");
        else if (_rules is not null && length < 0)
            addProblem(path + ".url", $"is not an absolute URL (source: {_rules.Source})");
        else if (_rules is not null)
            AddUnsupportedProblem(path + ".url", scheme, schemes, _rules.Source);
    }

    private void ValidateDataUrl(string path, string url)
    {
        if (!DataUrl.TryParse(url, out DataUrl data) || data.MediaType.IsEmpty)
            addProblem(path, "is a data URL without a media type and base64");
        else if (data.Base64.IsEmpty)
            addProblem(path, "is a data URL without content");
        else if (!Base64Chunks.IsBase64(data.Base64))
            addProblem(path, "has characters that are not base64");
    }

    private void ValidateFps(string path, double? fps)
    {
        if (fps is { } value && !(value is >= MinFps and <= MaxFps))
        {
            addProblem(
                path, FormattableString.Invariant($"is {value}; it must be {MinFps} to {MaxFps} (source: {VideoSource})"));
        }
    }

    private void ValidateFile(string path, FileContent file)
    {
        if (++_fileCount == capabilities.MaxFiles + 1)
            addProblem(path, $"exceeds the maximum of {capabilities.MaxFiles} files (source: {capabilities.Source})");
        if (file is { FileId: null, FileData: null, Bytes.IsEmpty: true })
            addProblem(path, "has no content");
        if (file is { FileData: not null, Bytes.IsEmpty: false })
            addProblem(path, "has data and bytes; set only one of them");
        if (file.FileId is not null && !capabilities.SupportsFileIds)
            addProblem($"{path}.file_id", $"is not supported by the model (source: {capabilities.Source})");
        InlineContent? content = InlineContent.FromUrlOrBase64(file.FileData)
            ?? InlineContent.FromBytes(file.FileData, file.Bytes, file.MediaType);
        ValidateContent(path + ".file_data", content, _rules?.FileMediaTypes, capabilities.MaxFileBytes, capabilities.Source);
    }

    private void ValidateContent(
        string path, InlineContent? inlineContent, IReadOnlyCollection<string>? mediaTypes, long? maxBytes, string? sizeSource)
    {
        if (inlineContent is not { } content)
            return;
        _encodedLength += content.EncodedLength;
        if (content.MediaType is { Length: > 0 } type && mediaTypes?.Contains(type, StringComparer.OrdinalIgnoreCase) == false)
            AddUnsupportedProblem(path, type, mediaTypes, _rules!.Source);
        if (content.ByteCount > maxBytes)
            addProblem(path, $"has {content.ByteCount} bytes; the maximum is {maxBytes} (source: {sizeSource})");
    }

    private void AddUnsupportedProblem<T>(string path, string value, IEnumerable<T> supported, string source) => addProblem(
        path,
        $"'{Redaction.RedactQuote(value)}' is not supported; supported: {string.Join(", ", supported)} (source: {source})");

    /// <summary>Represents content that is in the request itself.</summary>
    /// <param name="MediaType">The media type; null if it is unknown.</param>
    /// <param name="ByteCount">The number of bytes before they are encoded.</param>
    /// <param name="EncodedLength">The number of bytes in the body of the request.</param>
    private readonly record struct InlineContent(string? MediaType, long ByteCount, long EncodedLength)
    {
        /// <summary>Gets the content of a <c>data:</c> URL with base64; null for any other URL.</summary>
        public static InlineContent? FromUrl(string? url) => DataUrl.TryParse(url, out DataUrl data)
            ? new(data.MediaType.ToString(), Base64Chunks.GetDecodedLength(data.Base64), url!.Length)
            : null;

        /// <summary>Gets the content of a <c>data:</c> URL or of base64 without a URL; null for any other text.</summary>
        public static InlineContent? FromUrlOrBase64(string? text) => FromUrl(text)
            ?? (text is null || DataUrl.IsUrl(text)
                ? null
                : new(null, Base64Chunks.GetDecodedLength(text.AsSpan()), text.Length));

        /// <summary>Gets the content of bytes; null if they are empty, or if a text replaces them.</summary>
        public static InlineContent? FromBytes(string? text, ReadOnlyMemory<byte> bytes, string? mediaType) =>
            text is not null || bytes.IsEmpty
                ? null
                : new(
                    DataUrl.RemoveParameters(mediaType.AsSpan()).ToString(),
                    bytes.Length,
                    Base64Chunks.GetEncodedLength(bytes));
    }
}
