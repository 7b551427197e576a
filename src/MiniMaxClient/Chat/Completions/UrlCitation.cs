using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A web page that a passage of the message cites.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<UrlCitation>))]
public sealed record UrlCitation : SchemaObject
{
    /// <summary>The address of the page.</summary>
    [SuppressMessage("Design", "CA1056", Justification = "A model may have made it up: it need not be a valid address.")]
    public string? Url { get; init; }

    /// <summary>The title of the page.</summary>
    public string? Title { get; init; }

    /// <summary>The first character of the passage, counted from 0.</summary>
    public int? StartIndex { get; init; }

    /// <summary>The end of the passage.</summary>
    public int? EndIndex { get; init; }

    internal static UrlCitation? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? url = null, title = null;
        int? startIndex = null, endIndex = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "url"u8, ref url)
                || rest.String(ref json, "title"u8, ref title)
                || rest.Int32(ref json, "start_index"u8, ref startIndex)
                || rest.Int32(ref json, "end_index"u8, ref endIndex)))
                rest.Keep(ref json);
        }

        return new UrlCitation
        {
            Url = url,
            Title = title,
            StartIndex = startIndex,
            EndIndex = endIndex,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("url"u8, Url);
        json.Property("title"u8, Title);
        json.Property("start_index"u8, StartIndex);
        json.Property("end_index"u8, EndIndex);
    }
}
