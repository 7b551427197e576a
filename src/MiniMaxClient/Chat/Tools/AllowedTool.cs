using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A tool of the request, by name.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<AllowedTool>))]
public sealed record AllowedTool : SchemaObject
{
    /// <summary>The kind of tool: <c>function</c> or <c>custom</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The function; only with <c>function</c>.</summary>
    public ToolName? Function { get; init; }

    /// <summary>The custom tool; only with <c>custom</c>.</summary>
    public ToolName? Custom { get; init; }

    internal static AllowedTool? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        ToolName? function = null, custom = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "function"u8, ref function, ToolName.Read)
                || rest.Value(ref json, "custom"u8, ref custom, ToolName.Read)))
                rest.Keep(ref json);
        }

        return new AllowedTool
        {
            Type = type ?? "",
            Function = function,
            Custom = custom,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("function"u8, Function);
        json.Property("custom"u8, Custom);
    }
}
