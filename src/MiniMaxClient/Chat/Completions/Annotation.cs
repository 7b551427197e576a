using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A remark that a provider attaches to a message.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<Annotation>))]
public sealed record Annotation : SchemaObject
{
    /// <summary>The kind of annotation: <c>url_citation</c> is the only one in the schema.</summary>
    public string? Type { get; init; }

    /// <summary>The page that is cited.</summary>
    public UrlCitation? UrlCitation { get; init; }

    internal static Annotation? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        UrlCitation? urlCitation = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "url_citation"u8, ref urlCitation, MiniMaxClient.UrlCitation.Read)))
                rest.Keep(ref json);
        }

        return new Annotation
        {
            Type = type,
            UrlCitation = urlCitation,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("url_citation"u8, UrlCitation);
    }
}
