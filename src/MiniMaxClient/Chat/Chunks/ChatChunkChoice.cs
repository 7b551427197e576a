using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a chunk adds to one choice.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatChunkChoice>))]
public sealed record ChatChunkChoice : SchemaObject
{
    private readonly string? _finishReason;

    /// <summary>The place of the choice.</summary>
    public int? Index { get; init; }

    /// <summary>What is added; null on the last chunk of some hosts.</summary>
    public ChatDelta? Delta { get; init; }

    /// <summary>Why the model stopped; null until it does.</summary>
    public FinishReason? FinishReason
    {
        get => MiniMaxClient.FinishReason.From(_finishReason);
        init => _finishReason = value?.Value;
    }

    /// <summary>The log probabilities of the added tokens.</summary>
    public ChoiceLogprobs? Logprobs { get; init; }

    /// <summary>Whether text, reasoning, tool calls, a refusal or audio is added.</summary>
    internal bool HasContent =>
        Delta is { } delta && (delta.Content is { Length: > 0 } || delta.HasReasoning || delta.HasOtherOutput);

    /// <summary>A whole choice as the one piece of its stream.</summary>
    internal static ChatChunkChoice FromChoice(ChatChoice choice) => new()
    {
        Index = choice.Index,
        Delta = ChatDelta.FromMessage(choice.Message),
        FinishReason = choice.FinishReason,
        Logprobs = choice.Logprobs,
        AdditionalProperties = choice.AdditionalProperties,
    };

    internal static ChatChunkChoice? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        int? index = null;
        ChatDelta? delta = null;
        string? finishReason = null;
        ChoiceLogprobs? logprobs = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Int32(ref json, "index"u8, ref index)
                || rest.Value(ref json, "delta"u8, ref delta, ChatDelta.Read)
                || rest.String(ref json, "finish_reason"u8, ref finishReason)
                || rest.Value(ref json, "logprobs"u8, ref logprobs, ChoiceLogprobs.Read)))
                rest.Keep(ref json);
        }

        return new ChatChunkChoice
        {
            Index = index,
            Delta = delta,
            FinishReason = MiniMaxClient.FinishReason.From(finishReason),
            Logprobs = logprobs,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("index"u8, Index);
        json.Property("delta"u8, Delta);
        json.Property("finish_reason"u8, _finishReason);
        json.Property("logprobs"u8, Logprobs);
    }
}
