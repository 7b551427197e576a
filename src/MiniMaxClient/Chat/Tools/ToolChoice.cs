using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Which tools the model may or must call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ToolChoice>))]
public sealed record ToolChoice : SchemaObject
{
    /// <summary>The model decides; the default where the request has tools.</summary>
    public static ToolChoice Auto { get; } = new() { Mode = "auto" };

    /// <summary>The model calls no tool; the default where the request has none.</summary>
    public static ToolChoice None { get; } = new() { Mode = "none" };

    /// <summary>The model calls at least one tool.</summary>
    public static ToolChoice Required { get; } = new() { Mode = "required" };

    /// <summary><c>auto</c>, <c>none</c> or <c>required</c>; null where the choice is an object.</summary>
    public string? Mode { get; init; }

    /// <summary>The type of the object: <c>function</c>, <c>custom</c> or <c>allowed_tools</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The function that must be called.</summary>
    public ToolName? Function { get; init; }

    /// <summary>The custom tool that must be called.</summary>
    public ToolName? Custom { get; init; }

    /// <summary>The tools to choose from.</summary>
    public AllowedTools? AllowedTools { get; init; }

    /// <summary>The model must call this function.</summary>
    /// <param name="name">The name of a function tool of the request.</param>
    public static ToolChoice ForFunction(string name) => new() { Type = "function", Function = new() { Name = name } };

    /// <summary>The model must call this custom tool; only MiniMax-M3 on AIML API takes it.</summary>
    /// <remarks>AIML API's page prints <c>custom</c> as the literal string "name"; OpenAI's object is sent, unverified.</remarks>
    /// <param name="name">The name of a custom tool of the request.</param>
    public static ToolChoice ForCustom(string name) => new() { Type = "custom", Custom = new() { Name = name } };

    /// <summary>The model chooses among some of the tools; only MiniMax-M3 on AIML API takes it.</summary>
    /// <param name="allowedTools">The tools, and whether one must be called.</param>
    public static ToolChoice ForAllowedTools(AllowedTools allowedTools) =>
        new() { Type = "allowed_tools", AllowedTools = allowedTools };

    internal static ToolChoice? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
            return new() { Mode = JsonText.Read(ref json) };
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        ToolName? function = null, custom = null;
        AllowedTools? allowedTools = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "function"u8, ref function, ToolName.Read)
                || rest.Value(ref json, "custom"u8, ref custom, ToolName.Read)
                || rest.Value(ref json, "allowed_tools"u8, ref allowedTools, MiniMaxClient.AllowedTools.Read)))
                rest.Keep(ref json);
        }

        return new()
        {
            Type = type,
            Function = function,
            Custom = custom,
            AllowedTools = allowedTools,
            AdditionalProperties = rest.Kept,
        };
    }

    internal override void Write(Utf8JsonWriter json, IFileSink? files)
    {
        if (Mode is null)
            base.Write(json, files);
        else
            json.WriteStringValue(Mode);
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("function"u8, Function);
        json.Property("custom"u8, Custom);
        json.Property("allowed_tools"u8, AllowedTools);
    }
}
