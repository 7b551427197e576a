using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A tool that the model may call.</summary>
/// <remarks>
/// The derived types are <see cref="FunctionTool"/>, <see cref="CustomTool"/> and, for any type that the schema does not define,
/// <see cref="UnknownTool"/>.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record Tool : SchemaObject
{
    private protected Tool()
    {
    }

    /// <summary>The type as it appears on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>The marker at the end of this tool, up to which the provider caches the prompt.</summary>
    /// <remarks>For the Anthropic style; see <see cref="MiniMaxClient.CacheControl"/>.</remarks>
    /// <value>Default: null, which is none.</value>
    public CacheControl? CacheControl { get; init; }

    /// <summary>Creates a function tool.</summary>
    /// <param name="name">The name: 1 to 64 characters from <c>a-z A-Z 0-9 _ -</c>.</param>
    /// <param name="description">The description of the function for the model.</param>
    /// <param name="parameters">The JSON Schema of the arguments.</param>
    /// <param name="strict">Whether the provider should enforce the schema on the arguments.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static FunctionTool FromFunction(
        string name, string? description = null, JsonElement? parameters = null, bool? strict = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new()
        {
            Function = new() { Name = name, Description = description, Parameters = parameters, Strict = strict },
        };
    }

    // The type may be missing or wrong, although the schema requires it; the form of the definition then determines the type.
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
    /// <summary>The definition of the function.</summary>
    public required FunctionDefinition Function { get; init; }

    /// <summary>The form of the other tool type, which a host may also send.</summary>
    [JsonPropertyName("custom")]
    internal JsonElement? CustomJson { get; private init; }
}

/// <summary>A tool that the model may call with free text; supported only by MiniMax-M3 on AIML API.</summary>
[GeneratedJson(Case = "custom")]
public sealed partial record CustomTool : Tool
{
    /// <summary>The definition of the tool.</summary>
    public required CustomToolDefinition Custom { get; init; }

    /// <summary>The form of the other tool type, which a host may also send.</summary>
    [JsonPropertyName("function")]
    internal JsonElement? FunctionJson { get; private init; }
}

/// <summary>A tool of a type that the schema does not define; its properties are the additional properties.</summary>
[GeneratedJson]
public sealed partial record UnknownTool : Tool
{
    /// <summary>Initializes a new instance of the <see cref="UnknownTool"/> class.</summary>
    /// <param name="type">The type as it appears on the wire.</param>
    public UnknownTool(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }
}

/// <summary>The definition of a function that the model may call.</summary>
[GeneratedJson]
public sealed partial record FunctionDefinition : SchemaObject
{
    /// <summary>The name: 1 to 64 characters from <c>a-z A-Z 0-9 _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The description of the function for the model.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema of the arguments.</summary>
    /// <remarks>
    /// The element is cloned, so its document can be disposed. A function without a schema is sent with the schema of an object
    /// without properties.
    /// </remarks>
    public JsonElement? Parameters
    {
        get;
        init => field = value is { ValueKind: not JsonValueKind.Undefined } schema ? schema.Clone() : null;
    }

    /// <summary>Whether the provider should enforce the schema on the arguments.</summary>
    public bool? Strict { get; init; }
}

/// <summary>The definition of a tool with free text as its input.</summary>
[GeneratedJson]
public sealed partial record CustomToolDefinition : SchemaObject
{
    /// <summary>The name of the tool.</summary>
    public required string Name { get; init; }

    /// <summary>The description of the tool for the model.</summary>
    public string? Description { get; init; }

    /// <summary>The format of the tool's input.</summary>
    public CustomToolFormat? Format { get; init; }
}

/// <summary>The format of a custom tool's input.</summary>
[GeneratedJson]
public sealed partial record CustomToolFormat : SchemaObject
{
    /// <summary>The type of the format: <c>text</c> or <c>grammar</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The grammar; only for <c>grammar</c>.</summary>
    public ToolGrammar? Grammar { get; init; }

    /// <summary>Any text.</summary>
    public static CustomToolFormat Text { get; } = new() { Type = "text" };

    /// <summary>Creates a format for text that conforms to a grammar.</summary>
    /// <param name="syntax">The syntax of the grammar: <c>lark</c> or <c>regex</c>.</param>
    /// <param name="definition">The grammar.</param>
    public static CustomToolFormat ForGrammar(string syntax, string definition) =>
        new() { Type = "grammar", Grammar = new() { Syntax = syntax, Definition = definition } };
}

/// <summary>A grammar that a custom tool's input must conform to.</summary>
[GeneratedJson]
public sealed partial record ToolGrammar : SchemaObject
{
    /// <summary>The syntax: <c>lark</c> or <c>regex</c>.</summary>
    public required string Syntax { get; init; }

    /// <summary>The grammar.</summary>
    public required string Definition { get; init; }
}
