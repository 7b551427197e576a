using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The tools that the model may or must call.</summary>
/// <remarks>
/// The derived types are <see cref="ModeToolChoice"/>, <see cref="FunctionToolChoice"/>, <see cref="CustomToolChoice"/>,
/// <see cref="AllowedToolsChoice"/> and, for any type that the schema does not define, <see cref="UnknownToolChoice"/>.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record ToolChoice : SchemaObject
{
    private protected ToolChoice()
    {
    }

    /// <summary>Choice by the model; the default if the request has tools.</summary>
    public static ToolChoice Auto { get; } = new ModeToolChoice("auto");

    /// <summary>No tool calls; the default if the request has no tools.</summary>
    public static ToolChoice None { get; } = new ModeToolChoice("none");

    /// <summary>At least one tool call.</summary>
    public static ToolChoice Required { get; } = new ModeToolChoice("required");

    /// <summary>The type as it appears on the wire; for <see cref="ModeToolChoice"/>, the mode.</summary>
    public abstract string Type { get; }

    /// <summary>Creates a choice that requires a call of a function.</summary>
    /// <param name="name">The name of a function tool of the request.</param>
    public static FunctionToolChoice ForFunction(string name) => new() { Function = new() { Name = name } };

    /// <summary>Creates a choice that requires a call of a custom tool; supported only by MiniMax-M3 on AIML API.</summary>
    /// <remarks>
    /// AIML API's documentation shows <c>custom</c> as the literal string "name"; OpenAI's object is sent instead, unverified.
    /// </remarks>
    /// <param name="name">The name of a custom tool of the request.</param>
    public static CustomToolChoice ForCustom(string name) => new() { Custom = new() { Name = name } };

    /// <summary>Creates a choice among some of the tools; supported only by MiniMax-M3 on AIML API.</summary>
    /// <param name="allowedTools">The tools, and whether one must be called.</param>
    public static AllowedToolsChoice ForAllowedTools(AllowedTools allowedTools) => new() { AllowedTools = allowedTools };

    // A choice is a string or an object.
    internal static ToolChoice? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
            return new ModeToolChoice(JsonText.ReadString(ref json));
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        ToolChoice? known = Discriminator.Peek(json, "type"u8) switch
        {
            "function" => FunctionToolChoice.ReadObject(ref json),
            "custom" => CustomToolChoice.ReadObject(ref json),
            "allowed_tools" => AllowedToolsChoice.ReadObject(ref json),
            _ => null,
        };
        return known ?? UnknownToolChoice.ReadObject(ref json);
    }
}

/// <summary>A choice without a tool's name, which is a string on the wire.</summary>
[GeneratedJson]
public sealed partial record ModeToolChoice : ToolChoice
{
    /// <summary>Initializes a new instance of the <see cref="ModeToolChoice"/> class.</summary>
    /// <param name="mode">The mode: <c>auto</c>, <c>none</c> or <c>required</c>.</param>
    public ModeToolChoice(string mode) => Mode = mode;

    /// <summary>The mode: <c>auto</c>, <c>none</c> or <c>required</c>.</summary>
    public string Mode { get; }

    /// <inheritdoc/>
    public override string Type => Mode;

    internal override void Write(Utf8JsonWriter json, WriteContext context) => json.WriteStringValue(Mode);
}

/// <summary>A choice that requires a call of a function.</summary>
[GeneratedJson(Case = "function")]
public sealed partial record FunctionToolChoice : ToolChoice
{
    /// <summary>The function that must be called.</summary>
    public required ToolName Function { get; init; }
}

/// <summary>A choice that requires a call of a custom tool; supported only by MiniMax-M3 on AIML API.</summary>
[GeneratedJson(Case = "custom")]
public sealed partial record CustomToolChoice : ToolChoice
{
    /// <summary>The custom tool that must be called.</summary>
    public required ToolName Custom { get; init; }
}

/// <summary>A choice among some of the request's tools; supported only by MiniMax-M3 on AIML API.</summary>
[GeneratedJson(Case = "allowed_tools")]
public sealed partial record AllowedToolsChoice : ToolChoice
{
    /// <summary>The tools to choose from.</summary>
    public required AllowedTools AllowedTools { get; init; }
}

/// <summary>A choice of a type that the schema does not define; its properties are the additional properties.</summary>
[GeneratedJson]
public sealed partial record UnknownToolChoice : ToolChoice
{
    /// <summary>Initializes a new instance of the <see cref="UnknownToolChoice"/> class.</summary>
    /// <param name="type">The type as it appears on the wire.</param>
    public UnknownToolChoice(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }
}

/// <summary>Tools of the request, and whether one of them must be called.</summary>
[GeneratedJson]
public sealed partial record AllowedTools : SchemaObject
{
    /// <summary>The mode: <c>auto</c> or <c>required</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The tools that may be called.</summary>
    public IReadOnlyList<AllowedTool> Tools
    {
        get => ToolsOrNull ?? [];
        init => ToolsOrNull = value;
    }

    /// <summary>The tools, or null if the JSON has none.</summary>
    [JsonPropertyName("tools")]
    internal IReadOnlyList<AllowedTool>? ToolsOrNull { get; private init; }
}

/// <summary>A reference to a tool of the request by name.</summary>
[GeneratedJson]
public sealed partial record AllowedTool : SchemaObject
{
    /// <summary>The type of the tool: <c>function</c> or <c>custom</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The function; only for <c>function</c>.</summary>
    public ToolName? Function { get; init; }

    /// <summary>The custom tool; only for <c>custom</c>.</summary>
    public ToolName? Custom { get; init; }
}

/// <summary>The name of a tool of the request.</summary>
[GeneratedJson]
public sealed partial record ToolName : SchemaObject
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }
}
