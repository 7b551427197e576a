using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The location of an image or a video: an address, or the bytes that are sent with the message.</summary>
/// <remarks>Set either <see cref="Url"/> or <see cref="Bytes"/>.</remarks>
[GeneratedJson]
public abstract partial record MediaUrl : SchemaObject
{
    private protected MediaUrl()
    {
    }

    /// <summary>
    /// The address: <c>http</c>, <c>https</c>, a <c>data:</c> URL, or for a video <c>mm_file://</c> with the id of a file that
    /// is stored at MiniMax. Null if the content is in <see cref="Bytes"/>.
    /// </summary>
    [SuppressMessage("Design", "CA1056", Justification = "A data URL may be longer than a Uri can hold.")]
    public string? Url { get; init; }

    /// <summary>The content as bytes; written as a <c>data:</c> URL if <see cref="Url"/> is null.</summary>
    /// <remarks>
    /// The bytes are read while the request is sent and must not change until the call completes. Deserialization never sets this
    /// property. Equality compares the reference, not the bytes.
    /// </remarks>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The media type of <see cref="Bytes"/>, such as <c>image/png</c>; required if the bytes are set.</summary>
    [JsonIgnore]
    public string? MediaType { get; init; }

    /// <summary>The level of detail at which the model processes the image or the frames of the video.</summary>
    public ImageDetail? Detail { get; init; }

    /// <summary>The maximum length of the longest side of the image or of the frames, to which MiniMax scales them.</summary>
    /// <value>Range: at least 1, in pixels. Default: null, which is the limit of <see cref="Detail"/>.</value>
    public int? MaxLongSidePixel { get; init; }

    /// <summary>Describes the media by its type and size, or by its address.</summary>
    internal string Describe(string kind) =>
        Url is null ? DisplayText.DescribeData(MediaType, Bytes.Length) : DisplayText.DescribeAddress(kind, Url);

    // A query can be a signature, and an address can have a password.
    internal override string ToDisplayText() => Describe("address");

    // The content has two forms in memory and one on the wire.
    internal override void WriteProperties(ObjectWriter json)
    {
        if (Url is null && !Bytes.IsEmpty)
            json.WriteDataUrl("url"u8, MediaType, Bytes);
        WriteGeneratedProperties(json);
    }
}

/// <summary>The level of detail at which the model processes an image or a video.</summary>
/// <remarks>It determines the number of tokens that the image or the video costs.</remarks>
[GeneratedJson]
public readonly partial record struct ImageDetail
{
    /// <summary>Level of detail chosen by the model; MiniMax has <see cref="Default"/> instead.</summary>
    public static ImageDetail Auto { get; } = new("auto");

    /// <summary>Low detail: a small version of the image.</summary>
    public static ImageDetail Low { get; } = new("low");

    /// <summary>MiniMax's default level, between low and high; OpenAI's schema does not define it.</summary>
    public static ImageDetail Default { get; } = new("default");

    /// <summary>High detail: the full image.</summary>
    public static ImageDetail High { get; } = new("high");
}
