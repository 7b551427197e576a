using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A choice among some of the request's tools.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<AllowedTools>))]
public sealed record AllowedTools : SchemaObject
{
    private readonly IReadOnlyList<AllowedTool>? _tools;

    /// <summary><c>auto</c> or <c>required</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The tools that may be called.</summary>
    public IReadOnlyList<AllowedTool> Tools
    {
        get => _tools ?? [];
        init => _tools = value;
    }

    internal static AllowedTools? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? mode = null;
        IReadOnlyList<AllowedTool>? tools = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "mode"u8, ref mode)
                || rest.Array(ref json, "tools"u8, ref tools, AllowedTool.Read)))
                rest.Keep(ref json);
        }

        return new AllowedTools
        {
            Mode = mode ?? "",
            Tools = tools!,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("mode"u8, Mode);
        json.Property("tools"u8, _tools);
    }
}
