using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>An event of a Messages stream.</summary>
internal sealed class AnthropicEvent
{
    public string? Type { get; private set; }

    /// <summary>The place of the block that the event is about, among all blocks of the message.</summary>
    public int Index { get; private set; }

    public AnthropicMessage? Message { get; private set; }

    public AnthropicBlock? Block { get; private set; }

    public AnthropicBlock? Delta { get; private set; }

    public BaseResponse? BaseResp { get; private set; }

    /// <summary>Whether the event itself told usage.</summary>
    public bool HasUsage { get; private set; }

    public IReadOnlyDictionary<string, JsonElement>? Others { get; private set; }

    /// <param name="json">The reader, on the event's object.</param>
    /// <param name="usage">Where the event's usage goes: its numbers are cumulative over the stream.</param>
    public static AnthropicEvent? Read(ref Utf8JsonReader json, AnthropicUsage usage)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        int? index = null;
        AnthropicMessage? message = null;
        AnthropicBlock? block = null, delta = null;
        BaseResponse? baseResp = null;
        AnthropicUsage? taken = null;
        AnthropicMessage? ReadMessage(ref Utf8JsonReader reader) => AnthropicMessage.Read(ref reader, usage);
        AnthropicUsage? TakeUsage(ref Utf8JsonReader reader) => usage.TryTake(ref reader) ? usage : null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Int32(ref json, "index"u8, ref index)
                || rest.Value(ref json, "delta"u8, ref delta, AnthropicBlock.Read)
                || rest.Value(ref json, "content_block"u8, ref block, AnthropicBlock.Read)
                || rest.Value(ref json, "message"u8, ref message, ReadMessage)
                || rest.Value(ref json, "usage"u8, ref taken, TakeUsage)
                || rest.Value(ref json, "base_resp"u8, ref baseResp, BaseResponse.Read)))
                rest.Keep(ref json);
        }

        return new()
        {
            Type = type,
            Index = index ?? 0,
            Message = message,
            Block = block,
            Delta = delta,
            BaseResp = baseResp,
            HasUsage = taken is not null,
            Others = rest.Kept,
        };
    }
}
