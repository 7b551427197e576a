using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The form of a custom tool's input.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CustomToolFormat>))]
public sealed record CustomToolFormat : SchemaObject
{
    /// <summary><c>text</c> or <c>grammar</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The grammar; only with <c>grammar</c>.</summary>
    public ToolGrammar? Grammar { get; init; }

    /// <summary>Any text.</summary>
    public static CustomToolFormat Text { get; } = new() { Type = "text" };

    /// <summary>Text that fits a grammar.</summary>
    /// <param name="syntax">The notation of the grammar: <c>lark</c> or <c>regex</c>.</param>
    /// <param name="definition">The grammar.</param>
    public static CustomToolFormat ForGrammar(string syntax, string definition) =>
        new() { Type = "grammar", Grammar = new() { Syntax = syntax, Definition = definition } };

    internal static CustomToolFormat? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        ToolGrammar? grammar = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "grammar"u8, ref grammar, ToolGrammar.Read)))
                rest.Keep(ref json);
        }

        return new CustomToolFormat
        {
            Type = type ?? "",
            Grammar = grammar,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("grammar"u8, Grammar);
    }
}
