using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>An answer as speech.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<MessageAudio>))]
public sealed record MessageAudio : SchemaObject
{
    /// <summary>The id by which later messages refer to the audio.</summary>
    public string? Id { get; init; }

    /// <summary>The audio in base64.</summary>
    public string? Data { get; init; }

    /// <summary>The spoken words.</summary>
    public string? Transcript { get; init; }

    /// <summary>When the audio can no longer be referred to, in seconds since 1970.</summary>
    public long? ExpiresAt { get; init; }

    internal static MessageAudio? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? id = null, data = null, transcript = null;
        long? expiresAt = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "id"u8, ref id)
                || rest.String(ref json, "data"u8, ref data)
                || rest.String(ref json, "transcript"u8, ref transcript)
                || rest.Int64(ref json, "expires_at"u8, ref expiresAt)))
                rest.Keep(ref json);
        }

        return new MessageAudio
        {
            Id = id,
            Data = data,
            Transcript = transcript,
            ExpiresAt = expiresAt,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("id"u8, Id);
        json.Property("data"u8, Data);
        json.Property("transcript"u8, Transcript);
        json.Property("expires_at"u8, ExpiresAt);
    }
}
