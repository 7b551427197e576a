namespace MiniMaxClient;

/// <summary>An answer as speech.</summary>
[GeneratedJson]
public sealed partial record MessageAudio : SchemaObject
{
    /// <summary>The id by which later messages refer to the audio.</summary>
    public string? Id { get; init; }

    /// <summary>The audio in base64.</summary>
    public string? Data { get; init; }

    /// <summary>The spoken words.</summary>
    public string? Transcript { get; init; }

    /// <summary>When the audio can no longer be referred to, in seconds since 1970.</summary>
    public long? ExpiresAt { get; init; }
}
