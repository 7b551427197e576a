using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace MiniMaxClient;

/// <summary>A tool that the model may call.</summary>
/// <remarks>
/// The cases are <see cref="FunctionTool"/>, <see cref="CustomTool"/> and, for any type that the schema does not name,
/// <see cref="UnknownTool"/>.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<Tool>))]
public abstract record Tool : SchemaObject
{
    private protected Tool()
    {
    }

    /// <summary>The type as it stands on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>A function.</summary>
    /// <param name="name">The name: 1 to 64 of <c>a-z A-Z 0-9 _ -</c>.</param>
    /// <param name="description">What the function does, for the model to read.</param>
    /// <param name="parameters">The JSON Schema of the arguments.</param>
    /// <param name="strict">Whether the provider is to make the arguments fit the schema.</param>
    public static FunctionTool FromFunction(
        string name, string? description = null, JsonElement? parameters = null, bool? strict = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new()
        {
            Function = new() { Name = name, Description = description, Parameters = parameters, Strict = strict },
        };
    }

    internal static Tool? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        if (Discriminator.Peek(json, "type"u8) is { } other and not ("function" or "custom"))
            return UnknownTool.ReadTool(ref json, other);
        var rest = default(ObjectReader);
        string? type = null;
        FunctionDefinition? function = null;
        CustomToolDefinition? custom = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "function"u8, ref function, FunctionDefinition.Read)
                || rest.Value(ref json, "custom"u8, ref custom, CustomToolDefinition.Read)))
                rest.Keep(ref json);
        }

        if (function is not null)
            return new FunctionTool { Function = function, AdditionalProperties = rest.Kept };
        if (custom is not null)
            return new CustomTool { Custom = custom, AdditionalProperties = rest.Kept };
        return new UnknownTool(type ?? "") { AdditionalProperties = rest.Kept };
    }
}

/// <summary>A function that the model may call with JSON arguments.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FunctionTool>))]
public sealed record FunctionTool : Tool
{
    /// <inheritdoc/>
    public override string Type => "function";

    /// <summary>The function.</summary>
    public required FunctionDefinition Function { get; init; }

    /// <summary>
    /// The tool that a function of the ecosystem's is: its name, its description and the schema of its parameters.
    /// </summary>
    /// <param name="function">The function: of <see cref="AIFunctionFactory"/>, or made by hand.</param>
    /// <param name="strict">
    /// Whether the provider is to make the arguments fit the schema; null for what the function's additional property
    /// <c>strict</c> or <c>strictJsonSchema</c> says. For true the schema is written as that asks for: each property is
    /// required and no other is allowed.
    /// </param>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public static FunctionTool From(AIFunctionDeclaration function, bool? strict = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        strict ??= FunctionSchema.IsStrict(function);
        return FromFunction(
            function.Name,
            string.IsNullOrWhiteSpace(function.Description) ? null : function.Description,
            FunctionSchema.Of(function.JsonSchema, strict ?? false),
            strict);
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("function"u8, Function);
    }
}

/// <summary>A tool that the model may call with free text; only MiniMax-M3 on AIML API takes it.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CustomTool>))]
public sealed record CustomTool : Tool
{
    /// <inheritdoc/>
    public override string Type => "custom";

    /// <summary>The tool.</summary>
    public required CustomToolDefinition Custom { get; init; }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("custom"u8, Custom);
    }
}

/// <summary>A tool of a type that the schema does not name; its properties are the additional ones.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<UnknownTool>))]
public sealed record UnknownTool : Tool
{
    /// <summary>A tool of any type.</summary>
    /// <param name="type">The type as it stands on the wire.</param>
    public UnknownTool(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }

    internal static UnknownTool ReadTool(ref Utf8JsonReader json, string type)
    {
        var rest = default(ObjectReader);
        string? ignored = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.String(ref json, "type"u8, ref ignored))
                rest.Keep(ref json);
        }

        return new(type) { AdditionalProperties = rest.Kept };
    }

    private protected override void WriteProperties(ObjectWriter json) =>
        json.Property("type"u8, Type.Length > 0 ? Type : null);
}
