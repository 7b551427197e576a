using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A call that the model makes.</summary>
/// <remarks>
/// The cases are <see cref="FunctionToolCall"/>, <see cref="CustomToolCall"/> and, for any type that the schema does not name,
/// <see cref="UnknownToolCall"/>.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ToolCall>))]
public abstract record ToolCall : SchemaObject
{
    private protected ToolCall()
    {
    }

    /// <summary>The id by which the result refers to the call.</summary>
    public required string Id { get; init; }

    /// <summary>The type as it stands on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>The place of the call among its message's calls; MiniMax sends it in whole answers too.</summary>
    public int? Index { get; init; }

    internal static ToolCall? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        if (Discriminator.Peek(json, "type"u8) is { Length: > 0 } other and not ("function" or "custom"))
            return UnknownToolCall.ReadCall(ref json, other);
        var rest = default(ObjectReader);
        string? id = null, type = null;
        int? index = null;
        FunctionCall? function = null;
        CustomCall? custom = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Text(ref json, "id"u8, ref id)
                || rest.String(ref json, "type"u8, ref type)
                || rest.Int32(ref json, "index"u8, ref index)
                || rest.Value(ref json, "function"u8, ref function, FunctionCall.Read)
                || rest.Value(ref json, "custom"u8, ref custom, CustomCall.Read)))
                rest.Keep(ref json);
        }

        id ??= "";
        if (function is not null)
            return new FunctionToolCall { Id = id, Function = function, Index = index, AdditionalProperties = rest.Kept };
        if (custom is not null)
            return new CustomToolCall { Id = id, Custom = custom, Index = index, AdditionalProperties = rest.Kept };
        return new UnknownToolCall(type ?? "") { Id = id, Index = index, AdditionalProperties = rest.Kept };
    }

    private protected sealed override void WriteProperties(ObjectWriter json)
    {
        json.Property("id"u8, Id);
        json.Property("type"u8, Type.Length > 0 ? Type : null);
        json.Property("index"u8, Index);
        WriteCall(json);
    }

    private protected abstract void WriteCall(ObjectWriter json);
}

/// <summary>A call of a function.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FunctionToolCall>))]
public sealed record FunctionToolCall : ToolCall
{
    /// <inheritdoc/>
    public override string Type => "function";

    /// <summary>The function and its arguments.</summary>
    public required FunctionCall Function { get; init; }

    private protected override void WriteCall(ObjectWriter json) => json.Property("function"u8, Function);
}

/// <summary>A call of a custom tool.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CustomToolCall>))]
public sealed record CustomToolCall : ToolCall
{
    /// <inheritdoc/>
    public override string Type => "custom";

    /// <summary>The tool and its input.</summary>
    public required CustomCall Custom { get; init; }

    private protected override void WriteCall(ObjectWriter json) => json.Property("custom"u8, Custom);
}

/// <summary>A call of a type that the schema does not name; its properties are the additional ones.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<UnknownToolCall>))]
public sealed record UnknownToolCall : ToolCall
{
    /// <summary>A call of any type.</summary>
    /// <param name="type">The type as it stands on the wire.</param>
    public UnknownToolCall(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }

    internal static UnknownToolCall ReadCall(ref Utf8JsonReader json, string type)
    {
        var rest = default(ObjectReader);
        string? id = null, ignored = null;
        int? index = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Text(ref json, "id"u8, ref id)
                || rest.String(ref json, "type"u8, ref ignored)
                || rest.Int32(ref json, "index"u8, ref index)))
                rest.Keep(ref json);
        }

        return new(type) { Id = id ?? "", Index = index, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteCall(ObjectWriter json)
    {
    }
}
