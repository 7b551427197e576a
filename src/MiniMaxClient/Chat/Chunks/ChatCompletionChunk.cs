using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of an answer that is being streamed.</summary>
[GeneratedJson]
public sealed partial record ChatCompletionChunk : ChatCompletionEnvelope
{
    /// <summary>What the chunk adds, for each choice that it touches; empty on a chunk that carries only usage or cost.</summary>
    public IReadOnlyList<ChatChunkChoice> Choices
    {
        get => ChoicesOrNull ?? [];
        init => ChoicesOrNull = value;
    }

    /// <summary>The same; null where the JSON has none.</summary>
    [JsonPropertyName("choices")]
    [JsonPropertyOrder(-1)]
    internal IReadOnlyList<ChatChunkChoice>? ChoicesOrNull { get; private init; }

    /// <summary>What the chunk adds to the visible text of the first choice; empty when nothing.</summary>
    public string Text => First?.Delta?.Text ?? "";

    /// <summary>What the chunk adds to the thinking of the first choice; empty when nothing.</summary>
    public string Reasoning => First?.Delta?.Reasoning ?? "";

    /// <summary>Why the model stopped, of the first choice; null until it does.</summary>
    public FinishReason? FinishReason => First?.FinishReason;

    /// <summary>How the call goes, one object for the whole stream; null on a chunk that no client made.</summary>
    [JsonIgnore]
    public CallInfo? Call { get; internal set; }

    /// <summary>Whether the chunk has something of the answer, and not only its frame.</summary>
    internal bool HasToken
    {
        get
        {
            for (int i = 0; i < Choices.Count; i++)
            {
                if (Choices[i].FinishReason is { Value.Length: > 0 } || Choices[i].HasContent)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether the chunk adds text, reasoning or tool calls.</summary>
    internal bool HasContent => Choices.Any(static choice => choice.HasContent);

    /// <summary>A whole answer as the one chunk of its stream.</summary>
    internal static ChatCompletionChunk FromCompletion(ChatCompletion completion) => new()
    {
        Shared = completion.Shared with { Object = "chat.completion.chunk" },
        Choices = completion.Choices.Select(static choice => ChatChunkChoice.FromChoice(choice)).ToArray(),
        AdditionalProperties = completion.AdditionalProperties,
    };

    /// <summary>The first choice of the chunk; null where it has none.</summary>
    internal ChatChunkChoice? First
    {
        get
        {
            // By the index: an enumerator would be an object for each look.
            for (int i = 0; i < Choices.Count; i++)
            {
                if (Choices[i].Index is null or 0)
                    return Choices[i];
            }

            return null;
        }
    }
}

/// <summary>What a chunk adds to one choice.</summary>
[GeneratedJson]
public sealed partial record ChatChunkChoice : SchemaObject
{
    /// <summary>The place of the choice.</summary>
    public int? Index { get; init; }

    /// <summary>What is added; null on the last chunk of some hosts.</summary>
    public ChatDelta? Delta { get; init; }

    /// <summary>Why the model stopped; null until it does.</summary>
    public FinishReason? FinishReason
    {
        get => MiniMaxClient.FinishReason.From(FinishReasonText);
        init => FinishReasonText = value?.Value;
    }

    /// <summary>The same as text, which takes half of the room in each chunk.</summary>
    [JsonPropertyName("finish_reason")]
    internal string? FinishReasonText { get; private init; }

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
}
