namespace MiniMaxClient;

/// <summary>The media types of common file name extensions.</summary>
internal static class MediaTypes
{
    public const string Pdf = "application/pdf";

    private const string QuickTime = "video/quicktime";

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
        ["mov"] = QuickTime,
        ["avi"] = "video/x-msvideo",
        ["mkv"] = "video/x-matroska",
        ["webm"] = "video/webm",
    };

    /// <summary>Gets the media type for the extension of a file name; null if the extension is missing or unknown.</summary>
    public static string? FindByFileName(string fileName) =>
        ByExtension.TryGetValue(fileName.Substring(fileName.LastIndexOf('.') + 1), out string? type) && fileName.Contains('.')
            ? type
            : null;

    /// <summary>Gets the media type for the bytes of a video: MiniMax reads those of MOV only as <c>video/mov</c>.</summary>
    public static string ToInlineVideoType(string mediaType) =>
        mediaType.Equals(QuickTime, StringComparison.OrdinalIgnoreCase) ? "video/mov" : mediaType;
}
