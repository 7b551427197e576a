namespace MiniMaxClient;

/// <summary>Represents the parts of a <c>data:</c> URL whose content is encoded as base64.</summary>
internal readonly ref struct DataUrl
{
    private const string Scheme = "data:";
    private const string Base64Marker = ";base64";

    /// <summary>Gets the media type with its parameters, such as <c>text/plain;charset=utf-8</c>; it may be empty.</summary>
    public ReadOnlySpan<char> FullMediaType { get; private init; }

    /// <summary>Gets the base64 text.</summary>
    public ReadOnlySpan<char> Base64 { get; private init; }

    /// <summary>Gets the media type without its parameters.</summary>
    public ReadOnlySpan<char> MediaType => RemoveParameters(FullMediaType);

    /// <summary>Gets a media type without its parameters.</summary>
    public static ReadOnlySpan<char> RemoveParameters(ReadOnlySpan<char> mediaType) =>
        mediaType.IndexOf(';') is >= 0 and var length ? mediaType.Slice(0, length).TrimEnd() : mediaType;

    /// <summary>Determines whether a text is a URL, and not base64 without one, which has no colon.</summary>
    public static bool IsUrl(string text) => text.IndexOf(':', 0, Math.Min(text.Length, 16)) >= 0;

    /// <summary>Splits a <c>data:</c> URL; returns false for any other URL, and for content that is not base64.</summary>
    public static bool TryParse(string? url, out DataUrl dataUrl)
    {
        dataUrl = default;
        int comma = url?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? url.IndexOf(',') : -1;
        if (comma < 0)
            return false;
        ReadOnlySpan<char> header = url.AsSpan(Scheme.Length, comma - Scheme.Length);
        if (!header.EndsWith(Base64Marker.AsSpan(), StringComparison.OrdinalIgnoreCase))
            return false;
        dataUrl = new()
        {
            FullMediaType = header.Slice(0, header.Length - Base64Marker.Length),
            Base64 = url.AsSpan(comma + 1),
        };
        return true;
    }
}
