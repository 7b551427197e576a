using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Where an image is.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ImageUrl>))]
public sealed record ImageUrl : SchemaObject
{
    /// <summary>The address: <c>https</c>, or a <c>data:</c> URL with the image in base64.</summary>
    [SuppressMessage("Design", "CA1056", Justification = "A data URL may be longer than a Uri can hold.")]
    public required string Url { get; init; }

    /// <summary>How closely the model looks at it.</summary>
    public ImageDetail? Detail { get; init; }

    internal static ImageUrl? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? url = null, detail = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "url"u8, ref url)
                || rest.String(ref json, "detail"u8, ref detail)))
                rest.Keep(ref json);
        }

        return new ImageUrl
        {
            Url = url ?? "",
            Detail = ImageDetail.From(detail),
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("url"u8, Url);
        json.Property("detail"u8, Detail?.Value);
    }
}
