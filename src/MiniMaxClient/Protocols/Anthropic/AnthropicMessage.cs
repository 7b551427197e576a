using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>A Messages answer, whole or as it stands at a stream's start.</summary>
internal sealed class AnthropicMessage
{
    public string? Id { get; private set; }

    public string? Model { get; private set; }

    public string? StopReason { get; private set; }

    public IReadOnlyList<AnthropicBlock>? Content { get; private set; }

    public BaseResponse? BaseResp { get; private set; }

    /// <summary>What the answer has besides; <c>error</c> is there in a body that is an error.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Others { get; private set; }

    /// <param name="json">The reader, on the message's object.</param>
    /// <param name="usage">Where the message's usage goes.</param>
    public static AnthropicMessage? Read(ref Utf8JsonReader json, AnthropicUsage usage)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? id = null, type = null, role = null, model = null, stopReason = null;
        IReadOnlyList<AnthropicBlock>? content = null;
        BaseResponse? baseResp = null;
        AnthropicUsage? taken = null;
        AnthropicUsage? TakeUsage(ref Utf8JsonReader reader) => usage.TryTake(ref reader) ? usage : null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "id"u8, ref id)
                || rest.String(ref json, "type"u8, ref type)
                || rest.String(ref json, "role"u8, ref role)
                || rest.String(ref json, "model"u8, ref model)
                || rest.Array(ref json, "content"u8, ref content, AnthropicBlock.Read)
                || rest.String(ref json, "stop_reason"u8, ref stopReason)
                || rest.Value(ref json, "usage"u8, ref taken, TakeUsage)
                || rest.Value(ref json, "base_resp"u8, ref baseResp, BaseResponse.Read)))
                rest.Keep(ref json);
        }

        return new()
        {
            Id = id,
            Model = model,
            StopReason = stopReason,
            Content = content,
            BaseResp = baseResp,
            Others = rest.Kept,
        };
    }
}
