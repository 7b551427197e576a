using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of a tool call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ToolCallDelta>))]
public sealed record ToolCallDelta : SchemaObject
{
    /// <summary>The place of the call among its message's calls; some hosts leave it out.</summary>
    public int? Index { get; init; }

    /// <summary>The id of the call; usually only on its first piece.</summary>
    public string? Id { get; init; }

    /// <summary>The kind of call; usually only on its first piece.</summary>
    public string? Type { get; init; }

    /// <summary>The piece of a function call.</summary>
    public FunctionCallDelta? Function { get; init; }

    /// <summary>The piece of a custom tool's call.</summary>
    public CustomCallDelta? Custom { get; init; }

    /// <summary>A whole call as its one piece.</summary>
    internal static ToolCallDelta FromCall(ToolCall call, int index) => new()
    {
        Index = call.Index ?? index,
        Id = call.Id,
        Type = call.Type,
        Function = call is FunctionToolCall { Function: var function }
            ? new()
            {
                Name = function.Name,
                Arguments = function.Arguments,
                AdditionalProperties = function.AdditionalProperties,
            }
            : null,
        Custom = call is CustomToolCall { Custom: var custom }
            ? new() { Name = custom.Name, Input = custom.Input, AdditionalProperties = custom.AdditionalProperties }
            : null,
        AdditionalProperties = call.AdditionalProperties,
    };

    internal static ToolCallDelta? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        int? index = null;
        string? id = null, type = null;
        FunctionCallDelta? function = null;
        CustomCallDelta? custom = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Int32(ref json, "index"u8, ref index)
                || rest.Text(ref json, "id"u8, ref id)
                || rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "function"u8, ref function, FunctionCallDelta.Read)
                || rest.Value(ref json, "custom"u8, ref custom, CustomCallDelta.Read)))
                rest.Keep(ref json);
        }

        return new ToolCallDelta
        {
            Index = index,
            Id = id,
            Type = type,
            Function = function,
            Custom = custom,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("index"u8, Index);
        json.Property("id"u8, Id);
        json.Property("type"u8, Type);
        json.Property("function"u8, Function);
        json.Property("custom"u8, Custom);
    }
}
