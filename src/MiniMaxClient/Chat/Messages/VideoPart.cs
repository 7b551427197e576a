namespace MiniMaxClient;

/// <summary>A part with a video, which MiniMax-M3 and MiniMax-M3.1-Flash process.</summary>
[GeneratedJson(Case = "video_url")]
public sealed partial record VideoPart : ContentPart
{
    /// <summary>The video.</summary>
    public required VideoUrl VideoUrl { get; init; }

    /// <inheritdoc/>
    internal override string ToDisplayText() => VideoUrl.Describe("video");
}

/// <summary>The video of a <see cref="VideoPart"/>: its address, its bytes, or the id of a file stored at MiniMax.</summary>
[GeneratedJson]
public sealed partial record VideoUrl : MediaUrl
{
    /// <summary>The number of frames that the model processes for each second of the video.</summary>
    /// <value>Range: 0.2 to 5. Default: null, for which MiniMax uses 1.</value>
    public double? Fps { get; init; }
}
