using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A tool that takes free text.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CustomToolDefinition>))]
public sealed record CustomToolDefinition : SchemaObject
{
    /// <summary>The name of the tool.</summary>
    public required string Name { get; init; }

    /// <summary>What the tool does, for the model to read.</summary>
    public string? Description { get; init; }

    /// <summary>The form of the tool's input.</summary>
    public CustomToolFormat? Format { get; init; }

    internal static CustomToolDefinition? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, description = null;
        CustomToolFormat? format = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "name"u8, ref name)
                || rest.String(ref json, "description"u8, ref description)
                || rest.Value(ref json, "format"u8, ref format, CustomToolFormat.Read)))
                rest.Keep(ref json);
        }

        return new CustomToolDefinition
        {
            Name = name ?? "",
            Description = description,
            Format = format,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("description"u8, Description);
        json.Property("format"u8, Format);
    }
}
