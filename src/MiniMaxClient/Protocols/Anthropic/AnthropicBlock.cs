using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Represents a content block of a Messages response, complete or at its start, or a delta of a block.</summary>
/// <remarks>There is one type for all kinds, because <c>type</c> may be the last property, as MiniMax sends it.</remarks>
[GeneratedJson]
internal sealed partial record AnthropicBlock : SchemaObject
{
    /// <summary>The format of Anthropic's reasoning details, as named by OpenRouter.</summary>
    public const string ReasoningFormat = "anthropic-claude-v1";

    public string? Type { get; init; }

    public string? Text { get; init; }

    public string? Thinking { get; init; }

    public string? Signature { get; init; }

    public string? Data { get; init; }

    [AnyJsonAsText]
    public string? Id { get; init; }

    [AnyJsonAsText]
    public string? Name { get; init; }

    public JsonElement? Input { get; init; }

    [AnyJsonAsText]
    public string? PartialJson { get; init; }

    public string? StopReason { get; init; }

    public static AnthropicBlock? Read(ref Utf8JsonReader json)
    {
        // All properties of a block of an unknown type are additional properties, even if they have the name of a typed one.
        string? type = json.TokenType == JsonTokenType.StartObject ? Discriminator.Peek(json, "type"u8) : null;
        return type is null or "text" or "thinking" or "redacted_thinking" or "tool_use"
            || type.EndsWith("_delta", StringComparison.Ordinal)
            ? ReadObject(ref json)
            : new() { Type = type, AdditionalProperties = UnknownPart.ReadObject(ref json)!.AdditionalProperties };
    }

    /// <summary>
    /// The arguments of a complete tool call as JSON text; empty, as opposed to an empty object, if the host sent none.
    /// </summary>
    public string Arguments => Input is { } input ? JsonText.GetRawText(input) : "";

    /// <summary>Converts a thinking block to a reasoning detail that can be replayed; null for other blocks.</summary>
    public ReasoningDetail? ToReasoningDetail(int blockIndex) => Type switch
    {
        "thinking" => new()
        {
            Type = "reasoning.text", Format = ReasoningFormat, Index = blockIndex, Text = Thinking ?? "", Signature = Signature,
            AdditionalProperties = AdditionalPropertiesOrNull!,
        },
        "redacted_thinking" => new()
        {
            Type = "reasoning.encrypted", Format = ReasoningFormat, Index = blockIndex, Data = Data ?? "",
            AdditionalProperties = AdditionalPropertiesOrNull!,
        },
        _ => null,
    };
}
