using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace MiniMaxClient;

/// <summary>A tool that the model may call.</summary>
/// <remarks>
/// The cases are <see cref="FunctionTool"/>, <see cref="CustomTool"/> and, for any type that the schema does not name,
/// <see cref="UnknownTool"/>.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record Tool : SchemaObject
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

    // The type may be missing or wrong, although the schema requires it: the form of the definition decides then.
    internal static Tool? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        Tool? known = Discriminator.Peek(json, "type"u8) switch
        {
            null or "function" => FunctionTool.ReadObject(ref json) ?? (Tool?)CustomTool.ReadObject(ref json),
            "custom" => CustomTool.ReadObject(ref json) ?? (Tool?)FunctionTool.ReadObject(ref json),
            _ => null,
        };
        return known ?? UnknownTool.ReadObject(ref json);
    }
}

/// <summary>A function that the model may call with JSON arguments.</summary>
[GeneratedJson(Case = "function")]
public sealed partial record FunctionTool : Tool
{
    /// <summary>The function.</summary>
    public required FunctionDefinition Function { get; init; }

    /// <summary>The form of the other type, which a host may send too.</summary>
    [JsonPropertyName("custom")]
    internal JsonElement? OtherForm { get; private init; }

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
}

/// <summary>A tool that the model may call with free text; only MiniMax-M3 on AIML API takes it.</summary>
[GeneratedJson(Case = "custom")]
public sealed partial record CustomTool : Tool
{
    /// <summary>The tool.</summary>
    public required CustomToolDefinition Custom { get; init; }

    /// <summary>The form of the other type, which a host may send too.</summary>
    [JsonPropertyName("function")]
    internal JsonElement? OtherForm { get; private init; }
}

/// <summary>A tool of a type that the schema does not name; its properties are the additional ones.</summary>
[GeneratedJson]
public sealed partial record UnknownTool : Tool
{
    /// <summary>A tool of any type.</summary>
    /// <param name="type">The type as it stands on the wire.</param>
    public UnknownTool(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }
}

/// <summary>A function that the model may call.</summary>
[GeneratedJson]
public sealed partial record FunctionDefinition : SchemaObject
{
    /// <summary>The name: 1 to 64 of <c>a-z A-Z 0-9 _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the function does, for the model to read.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema of the arguments.</summary>
    /// <remarks>
    /// It is copied, so the document that it comes from may be disposed of. A function without one is sent with the schema of an
    /// object without properties.
    /// </remarks>
    public JsonElement? Parameters
    {
        get;
        init => field = value is { ValueKind: not JsonValueKind.Undefined } some ? some.Clone() : null;
    }

    /// <summary>Whether the provider is to make the arguments fit the schema.</summary>
    public bool? Strict { get; init; }
}

/// <summary>A tool that takes free text.</summary>
[GeneratedJson]
public sealed partial record CustomToolDefinition : SchemaObject
{
    /// <summary>The name of the tool.</summary>
    public required string Name { get; init; }

    /// <summary>What the tool does, for the model to read.</summary>
    public string? Description { get; init; }

    /// <summary>The form of the tool's input.</summary>
    public CustomToolFormat? Format { get; init; }
}

/// <summary>The form of a custom tool's input.</summary>
[GeneratedJson]
public sealed partial record CustomToolFormat : SchemaObject
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
}

/// <summary>A grammar that a custom tool's input must fit.</summary>
[GeneratedJson]
public sealed partial record ToolGrammar : SchemaObject
{
    /// <summary>The notation: <c>lark</c> or <c>regex</c>.</summary>
    public required string Syntax { get; init; }

    /// <summary>The grammar.</summary>
    public required string Definition { get; init; }
}
