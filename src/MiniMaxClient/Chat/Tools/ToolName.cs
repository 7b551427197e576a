using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The name of a tool of the request.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ToolName>))]
public sealed record ToolName : SchemaObject
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    internal static ToolName? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.String(ref json, "name"u8, ref name))
                rest.Keep(ref json);
        }

        return new ToolName
        {
            Name = name ?? "",
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
    }
}
