using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>One of the answers to a request.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatChoice>))]
public sealed record ChatChoice : SchemaObject
{
    /// <summary>The place of the answer.</summary>
    public int? Index { get; init; }

    /// <summary>The answer.</summary>
    public AssistantMessage Message { get; init; } = new();

    /// <summary>Why the model stopped.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>The log probabilities of the answer's tokens.</summary>
    public ChoiceLogprobs? Logprobs { get; init; }

    internal static ChatChoice? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        int? index = null;
        AssistantMessage? message = null;
        string? finishReason = null;
        ChoiceLogprobs? logprobs = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Int32(ref json, "index"u8, ref index)
                || rest.Value(ref json, "message"u8, ref message, AssistantMessage.ReadAnswer)
                || rest.String(ref json, "finish_reason"u8, ref finishReason)
                || rest.Value(ref json, "logprobs"u8, ref logprobs, ChoiceLogprobs.Read)))
                rest.Keep(ref json);
        }

        return new ChatChoice
        {
            Index = index,
            Message = message ?? new(),
            FinishReason = MiniMaxClient.FinishReason.From(finishReason),
            Logprobs = logprobs,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("index"u8, Index);
        json.Property("message"u8, Message);
        json.Property("finish_reason"u8, FinishReason?.Value);
        json.Property("logprobs"u8, Logprobs);
    }
}
