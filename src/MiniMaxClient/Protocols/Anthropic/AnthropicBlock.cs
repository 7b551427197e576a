using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>A content block of a Messages answer, whole or at its start; also a delta of one.</summary>
/// <remarks>One type for all of them, because <c>type</c> may stand last: MiniMax sends it so.</remarks>
internal sealed record AnthropicBlock
{
    /// <summary>What marks a reasoning detail as Anthropic's, by OpenRouter's name for it.</summary>
    public const string ReasoningFormat = "anthropic-claude-v1";

    public string? Type { get; init; }

    public string? Text { get; init; }

    public string? Thinking { get; init; }

    public string? Signature { get; init; }

    public string? Data { get; init; }

    public string? Id { get; init; }

    public string? Name { get; init; }

    public JsonElement? Input { get; init; }

    public string? PartialJson { get; init; }

    public string? StopReason { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Others { get; init; }

    public static AnthropicBlock? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        string? kind = Discriminator.Peek(json, "type"u8);
        if (kind is not (null or "text" or "thinking" or "redacted_thinking" or "tool_use")
            && !kind.EndsWith("_delta", StringComparison.Ordinal))
        {
            UnknownPart unknown = UnknownPart.ReadPart(ref json, kind);
            return new() { Type = kind, Others = unknown.AdditionalProperties };
        }

        var rest = default(ObjectReader);
        string? type = null, text = null, thinking = null, signature = null, data = null, id = null, name = null;
        string? partialJson = null, stopReason = null;
        JsonElement? input = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.String(ref json, "text"u8, ref text)
                || rest.String(ref json, "thinking"u8, ref thinking)
                || rest.String(ref json, "signature"u8, ref signature)
                || rest.String(ref json, "data"u8, ref data)
                || rest.Text(ref json, "id"u8, ref id)
                || rest.Text(ref json, "name"u8, ref name)
                || rest.Element(ref json, "input"u8, ref input)
                || rest.Text(ref json, "partial_json"u8, ref partialJson)
                || rest.String(ref json, "stop_reason"u8, ref stopReason)))
                rest.Keep(ref json);
        }

        return new()
        {
            Type = type,
            Text = text,
            Thinking = thinking,
            Signature = signature,
            Data = data,
            Id = id,
            Name = name,
            Input = input,
            PartialJson = partialJson,
            StopReason = stopReason,
            Others = rest.Kept,
        };
    }

    /// <summary>
    /// The arguments of a whole call as JSON text; empty where the host sent none, which is not an empty object.
    /// </summary>
    public string Arguments => Input is { } input ? JsonText.Raw(input) : "";

    /// <summary>The thinking of a block, with what its replay needs; null for a block of another kind.</summary>
    public ReasoningDetail? ToDetail(int index) => Type switch
    {
        "thinking" => new()
        {
            Type = "reasoning.text", Format = ReasoningFormat, Index = index, Text = Thinking ?? "", Signature = Signature,
            AdditionalProperties = Others!,
        },
        "redacted_thinking" => new()
        {
            Type = "reasoning.encrypted", Format = ReasoningFormat, Index = index, Data = Data ?? "",
            AdditionalProperties = Others!,
        },
        _ => null,
    };
}
