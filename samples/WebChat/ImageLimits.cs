namespace MiniMaxClient.Samples.WebChat;

/// <summary>Represents the images that a question can have; the page checks them before it sends the question.</summary>
/// <param name="MediaTypes">The media types.</param>
/// <param name="MaxBytes">The maximum size of an image.</param>
/// <param name="MaxCount">The maximum number of images.</param>
internal sealed record ImageLimits(IReadOnlyList<string> MediaTypes, int MaxBytes, int MaxCount)
{
    /// <summary>Gets the limits of this app.</summary>
    /// <remarks>
    /// MiniMax accepts images of up to 10 MB. As base64, four of 5 MB fit into the 30 MB that ASP.NET Core reads of a request.
    /// </remarks>
    public static ImageLimits Default { get; } =
        new(["image/png", "image/jpeg", "image/webp", "image/gif"], MaxBytes: 5 * 1024 * 1024, MaxCount: 4);

    /// <summary>Returns a message for the first image that is not accepted, or null.</summary>
    public string? FindProblem(IReadOnlyList<byte[]> images)
    {
        if (images.Count > MaxCount)
            return $"A question can have up to {MaxCount} images.";
        if (images.Any(static image => DetectMediaType(image) is null))
            return "An image must be a PNG, JPEG, WebP or GIF file.";
        return images.Any(image => image.Length > MaxBytes) ? $"An image can have up to {MaxBytes / (1024 * 1024)} MB." : null;
    }

    /// <summary>Detects the media type by the first bytes of the file; null if it is none of the accepted types.</summary>
    /// <remarks>The name of a file and the type that a browser derives from it are only claims.</remarks>
    public static string? DetectMediaType(ReadOnlySpan<byte> image)
    {
        // https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
        if (image.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return "image/png";
        if (image.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (image.StartsWith("RIFF"u8) && image.Length > 12 && image[8..].StartsWith("WEBP"u8))
            return "image/webp";
        return image.StartsWith("GIF87a"u8) || image.StartsWith("GIF89a"u8) ? "image/gif" : null;
    }
}
