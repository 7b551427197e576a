using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>A content block of a Messages answer, whole or at its start; also a delta of one.</summary>
/// <remarks>One type for all of them, because <c>type</c> may stand last: MiniMax sends it so.</remarks>
[GeneratedJson]
internal sealed partial record AnthropicBlock : SchemaObject
{
    /// <summary>What marks a reasoning detail as Anthropic's, by OpenRouter's name for it.</summary>
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
        // A block of another type keeps its properties together, also those that have the name of a typed one.
        string? type = json.TokenType == JsonTokenType.StartObject ? Discriminator.Peek(json, "type"u8) : null;
        return type is null or "text" or "thinking" or "redacted_thinking" or "tool_use"
            || type.EndsWith("_delta", StringComparison.Ordinal)
            ? ReadObject(ref json)
            : new() { Type = type, AdditionalProperties = UnknownPart.ReadObject(ref json)!.AdditionalProperties };
    }

    /// <summary>
    /// The arguments of a whole call as JSON text; empty where the host sent none, which is not an empty object.
    /// </summary>
    public string Arguments => Input is { } input ? JsonText.GetRawText(input) : "";

    /// <summary>The thinking of a block, with what its replay needs; null for a block of another kind.</summary>
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
