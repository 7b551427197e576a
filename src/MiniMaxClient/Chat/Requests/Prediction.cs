using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Text that the answer will largely repeat, such as a file that is being edited.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<Prediction>))]
public sealed record Prediction : SchemaObject
{
    /// <summary>The kind of prediction: <c>content</c> is the only one.</summary>
    public string? Type { get; init; } = "content";

    /// <summary>The text that is expected.</summary>
    public required MessageContent Content { get; init; }

    internal static Prediction? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        MessageContent? content = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "content"u8, ref content, MessageContent.Read)))
                rest.Keep(ref json);
        }

        return new Prediction
        {
            Type = type,
            Content = content ?? "",
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("content"u8, Content);
    }
}
