using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A grammar that a custom tool's input must fit.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ToolGrammar>))]
public sealed record ToolGrammar : SchemaObject
{
    /// <summary>The notation: <c>lark</c> or <c>regex</c>.</summary>
    public required string Syntax { get; init; }

    /// <summary>The grammar.</summary>
    public required string Definition { get; init; }

    internal static ToolGrammar? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? syntax = null, definition = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "syntax"u8, ref syntax)
                || rest.String(ref json, "definition"u8, ref definition)))
                rest.Keep(ref json);
        }

        return new ToolGrammar
        {
            Syntax = syntax ?? "",
            Definition = definition ?? "",
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("syntax"u8, Syntax);
        json.Property("definition"u8, Definition);
    }
}
