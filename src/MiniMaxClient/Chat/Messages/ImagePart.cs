namespace MiniMaxClient;

/// <summary>A part with an image.</summary>
[GeneratedJson(Case = "image_url")]
public sealed partial record ImagePart : ContentPart
{
    /// <summary>The image.</summary>
    public required ImageUrl ImageUrl { get; init; }

    /// <inheritdoc/>
    internal override string ToDisplayText() => ImageUrl.Describe("image");
}

/// <summary>The image of an <see cref="ImagePart"/>: its address, or its bytes.</summary>
[GeneratedJson]
public sealed partial record ImageUrl : MediaUrl;
