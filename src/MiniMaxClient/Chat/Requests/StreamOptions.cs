using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a stream is to carry.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<StreamOptions>))]
public sealed record StreamOptions : SchemaObject
{
    /// <summary>Whether the stream ends with a chunk that has the usage; AIML API requires it here.</summary>
    public bool? IncludeUsage { get; init; }

    internal static StreamOptions? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        bool? includeUsage = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.Boolean(ref json, "include_usage"u8, ref includeUsage))
                rest.Keep(ref json);
        }

        return new StreamOptions
        {
            IncludeUsage = includeUsage,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("include_usage"u8, IncludeUsage);
    }
}
