using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The tools that the model may or must call.</summary>
[GeneratedJson]
public sealed partial record ToolChoice : SchemaObject
{
    /// <summary>Choice by the model; the default if the request has tools.</summary>
    public static ToolChoice Auto { get; } = new() { Mode = "auto" };

    /// <summary>No tool calls; the default if the request has no tools.</summary>
    public static ToolChoice None { get; } = new() { Mode = "none" };

    /// <summary>At least one tool call.</summary>
    public static ToolChoice Required { get; } = new() { Mode = "required" };

    /// <summary>The mode: <c>auto</c>, <c>none</c> or <c>required</c>; null if the choice is an object.</summary>
    [JsonIgnore]
    public string? Mode { get; init; }

    /// <summary>The type of the object: <c>function</c>, <c>custom</c> or <c>allowed_tools</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The function that must be called.</summary>
    public ToolName? Function { get; init; }

    /// <summary>The custom tool that must be called.</summary>
    public ToolName? Custom { get; init; }

    /// <summary>The tools to choose from.</summary>
    public AllowedTools? AllowedTools { get; init; }

    /// <summary>Creates a choice that requires a call of a function.</summary>
    /// <param name="name">The name of a function tool of the request.</param>
    public static ToolChoice ForFunction(string name) => new() { Type = "function", Function = new() { Name = name } };

    /// <summary>Creates a choice that requires a call of a custom tool; supported only by MiniMax-M3 on AIML API.</summary>
    /// <remarks>
    /// AIML API's documentation shows <c>custom</c> as the literal string "name"; OpenAI's object is sent instead, unverified.
    /// </remarks>
    /// <param name="name">The name of a custom tool of the request.</param>
    public static ToolChoice ForCustom(string name) => new() { Type = "custom", Custom = new() { Name = name } };

    /// <summary>Creates a choice among some of the tools; supported only by MiniMax-M3 on AIML API.</summary>
    /// <param name="allowedTools">The tools, and whether one must be called.</param>
    public static ToolChoice ForAllowedTools(AllowedTools allowedTools) =>
        new() { Type = "allowed_tools", AllowedTools = allowedTools };

    // A choice is a string or an object.
    internal static ToolChoice? Read(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String ? new() { Mode = JsonText.Read(ref json) } : ReadObject(ref json);

    internal override void Write(Utf8JsonWriter json, WriteContext context)
    {
        if (Mode is null)
            base.Write(json, context);
        else
            json.WriteStringValue(Mode);
    }
}

/// <summary>A choice among some of the request's tools.</summary>
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
