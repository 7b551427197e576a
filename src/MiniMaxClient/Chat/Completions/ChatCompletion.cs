using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>An answer, whole.</summary>
[GeneratedJson]
public sealed partial record ChatCompletion : ChatCompletionEnvelope
{
    /// <summary>The answers; one unless the request asks for more.</summary>
    public IReadOnlyList<ChatChoice> Choices
    {
        get => ChoicesOrNull ?? [];
        init => ChoicesOrNull = value;
    }

    /// <summary>The first choice's message, to be put into the next request's history as it is.</summary>
    /// <exception cref="InvalidOperationException">There is no choice; the client never returns such a completion.</exception>
    public AssistantMessage Message =>
        Choices.Count > 0 ? Choices[0].Message : throw new InvalidOperationException("The completion has no choices.");

    /// <summary>The same; null where the JSON has none.</summary>
    [JsonPropertyName("choices")]
    [JsonPropertyOrder(-1)]
    internal IReadOnlyList<ChatChoice>? ChoicesOrNull { get; private init; }

    /// <summary>The visible text of the first choice, without the thinking; empty when there is none.</summary>
    public string Text => Choices.Count > 0 ? Choices[0].Message.Text : "";

    /// <summary>The thinking of the first choice; empty when there is none.</summary>
    public string Reasoning => Choices.Count > 0 ? Choices[0].Message.Reasoning : "";

    /// <summary>Why the model stopped, of the first choice.</summary>
    public FinishReason? FinishReason => Choices.Count > 0 ? Choices[0].FinishReason : null;

    /// <summary>Whether the limit on tokens struck before any visible text or tool call: the model was still thinking.</summary>
    /// <remarks>A larger <see cref="ChatCompletionRequest.MaxTokens"/> mends it.</remarks>
    public bool WasCutWhileThinking =>
        FinishReason == MiniMaxClient.FinishReason.Length && string.IsNullOrWhiteSpace(Text)
        && Choices[0].Message.ToolCalls is null or { Count: 0 };

    /// <summary>What the call cost, and how that is known; null when nothing tells it.</summary>
    /// <remarks>
    /// Reported by the provider in US dollars, else from its credits, else estimated from <see cref="ModelPrices"/>. No price is
    /// compiled into this library.
    /// </remarks>
    public Cost? Cost => MiniMaxClient.Cost.Of(Meta, Call, Usage);

    /// <summary>How the call went; null on a completion that no client made.</summary>
    [JsonIgnore]
    public CallInfo? Call { get; init; }
}

/// <summary>One of the answers to a request.</summary>
[GeneratedJson]
public sealed partial record ChatChoice : SchemaObject
{
    /// <summary>The place of the answer.</summary>
    public int? Index { get; init; }

    /// <summary>The answer.</summary>
    public AssistantMessage Message { get; init; } = new();

    /// <summary>Why the model stopped.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>The log probabilities of the answer's tokens.</summary>
    public ChoiceLogprobs? Logprobs { get; init; }
}
