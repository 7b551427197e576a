using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A chunk of a streamed response.</summary>
[GeneratedJson]
public sealed partial record ChatCompletionChunk : ChatCompletionEnvelope
{
    /// <summary>The deltas of the choices that the chunk contains; empty on a chunk with only usage or cost.</summary>
    public IReadOnlyList<ChatChunkChoice> Choices
    {
        get => ChoicesOrNull ?? [];
        init => ChoicesOrNull = value;
    }

    /// <summary>The choices, or null if the JSON has none.</summary>
    [JsonPropertyName("choices")]
    [JsonPropertyOrder(-1)]
    internal IReadOnlyList<ChatChunkChoice>? ChoicesOrNull { get; private init; }

    /// <summary>The delta of the visible text of the first choice; empty if there is none.</summary>
    public string Text => FirstChoice?.Delta?.Text ?? "";

    /// <summary>The delta of the reasoning of the first choice; empty if there is none.</summary>
    public string Reasoning => FirstChoice?.Delta?.Reasoning ?? "";

    /// <summary>The finish reason of the first choice, or null if it is not finished.</summary>
    public FinishReason? FinishReason => FirstChoice?.FinishReason;

    /// <summary>
    /// Information about the call, one instance for the entire stream; null on a chunk that was not created by a client.
    /// </summary>
    [JsonIgnore]
    public CallInfo? Call { get; internal set; }

    /// <summary>Whether the chunk has content or a finish reason, and not only metadata.</summary>
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

    /// <summary>Creates a chunk with a delta of one choice, for the fake of a client.</summary>
    /// <param name="text">The delta of the visible text; empty for none.</param>
    /// <param name="reasoning">The delta of the reasoning, or null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static ChatCompletionChunk FromText(string text, string? reasoning = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new() { Choices = [new() { Index = 0, Delta = new() { Content = text, ReasoningContent = reasoning } }] };
    }

    /// <inheritdoc/>
    internal override string ToDisplayText() => Text;

    /// <inheritdoc/>
    internal override string ToDebuggerText() => DisplayText.Join(
        ", ",
        Text is { Length: > 0 } text ? $"\"{DisplayText.Shorten(text)}\"" : null,
        Reasoning is { Length: > 0 } reasoning ? $"reasoning \"{DisplayText.Shorten(reasoning)}\"" : null,
        FirstChoice?.Delta?.ToolCalls is { Count: > 0 } calls ? DisplayText.Count(calls.Count, "tool call delta") : null,
        FinishReason?.Value,
        Usage?.ToDisplayText());

    /// <summary>Creates the single chunk that is equivalent to a complete response.</summary>
    internal static ChatCompletionChunk FromCompletion(ChatCompletion completion) => new()
    {
        Shared = completion.Shared with { Object = "chat.completion.chunk" },
        Choices = completion.Choices.Select(static choice => ChatChunkChoice.FromChoice(choice)).ToArray(),
        AdditionalProperties = completion.AdditionalProperties,
    };

    /// <summary>Gets the first choice of the chunk, or null if the chunk does not contain it.</summary>
    internal ChatChunkChoice? FirstChoice
    {
        get
        {
            // By index: an enumerator would be allocated on each access.
            for (int i = 0; i < Choices.Count; i++)
            {
                if (Choices[i].Index is null or 0)
                    return Choices[i];
            }

            return null;
        }
    }
}

/// <summary>The delta of one choice.</summary>
[GeneratedJson]
public sealed partial record ChatChunkChoice : SchemaObject
{
    /// <summary>The index of the choice.</summary>
    public int? Index { get; init; }

    /// <summary>The delta of the message; null on the last chunk of some hosts.</summary>
    public ChatDelta? Delta { get; init; }

    /// <summary>The reason why the model stopped, or null if the choice is not finished.</summary>
    public FinishReason? FinishReason
    {
        get => MiniMaxClient.FinishReason.From(FinishReasonText);
        init => FinishReasonText = value?.Value;
    }

    /// <summary>The finish reason as a string, which needs half the memory in each chunk.</summary>
    [JsonPropertyName("finish_reason")]
    internal string? FinishReasonText { get; private init; }

    /// <summary>The log probabilities of the tokens of this delta.</summary>
    public ChoiceLogprobs? Logprobs { get; init; }

    /// <summary>Whether the delta adds text, reasoning, tool calls, a refusal or audio.</summary>
    internal bool HasContent =>
        Delta is { } delta && (delta.Content is { Length: > 0 } || delta.HasReasoningField || delta.HasOtherOutput);

    /// <summary>Creates the single delta that is equivalent to a complete choice.</summary>
    internal static ChatChunkChoice FromChoice(ChatChoice choice) => new()
    {
        Index = choice.Index,
        Delta = ChatDelta.FromMessage(choice.Message),
        FinishReason = choice.FinishReason,
        Logprobs = choice.Logprobs,
        AdditionalProperties = choice.AdditionalProperties,
    };
}
