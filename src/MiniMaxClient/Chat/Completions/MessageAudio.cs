namespace MiniMaxClient;

/// <summary>A response as speech.</summary>
[GeneratedJson]
public sealed partial record MessageAudio : SchemaObject
{
    /// <summary>The id by which later messages refer to the audio.</summary>
    public string? Id { get; init; }

    /// <summary>The audio, base64-encoded.</summary>
    public string? Data { get; init; }

    /// <summary>The transcript of the audio.</summary>
    public string? Transcript { get; init; }

    /// <summary>The time at which the audio id expires, in seconds since 1970-01-01 UTC.</summary>
    public long? ExpiresAt { get; init; }
}
