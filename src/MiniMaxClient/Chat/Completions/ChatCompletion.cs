using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A complete response.</summary>
[GeneratedJson]
public sealed partial record ChatCompletion : ChatCompletionEnvelope
{
    private static readonly AssistantMessage NoMessage = new();

    /// <summary>The choices; one unless the request sets <see cref="ChatCompletionRequest.N"/>.</summary>
    public IReadOnlyList<ChatChoice> Choices
    {
        get => ChoicesOrNull ?? [];
        init => ChoicesOrNull = value;
    }

    /// <summary>The message of the first choice; add it unchanged to the history of the next request.</summary>
    /// <remarks>An empty message if there is no choice, like <see cref="Text"/>.</remarks>
    public AssistantMessage Message => Choices.Count > 0 ? Choices[0].Message : NoMessage;

    /// <summary>The choices, or null if the JSON has none.</summary>
    [JsonPropertyName("choices")]
    [JsonPropertyOrder(-1)]
    internal IReadOnlyList<ChatChoice>? ChoicesOrNull { get; private init; }

    /// <summary>The visible text of the first choice, without the reasoning; empty if there is none.</summary>
    public string Text => Message.Text;

    /// <summary>The reasoning of the first choice; empty if there is none.</summary>
    public string Reasoning => Message.Reasoning;

    /// <summary>The finish reason of the first choice.</summary>
    public FinishReason? FinishReason => Choices.Count > 0 ? Choices[0].FinishReason : null;

    /// <summary>Whether the token limit was reached during reasoning, before any visible text or tool call.</summary>
    /// <remarks>Increase <see cref="ChatCompletionRequest.MaxTokens"/> to avoid it.</remarks>
    public bool IsReasoningTruncated =>
        FinishReason == MiniMaxClient.FinishReason.Length && string.IsNullOrWhiteSpace(Text)
        && Message.ToolCalls is null or { Count: 0 };

    /// <summary>The cost of the call and the source of the amount, or null if it is unknown.</summary>
    /// <remarks>
    /// The amount that the provider reported in US dollars, otherwise the amount converted from its credits, otherwise an
    /// estimate from <see cref="ModelPrices"/>, in the service tier that the response names, or else the request.
    /// </remarks>
    public Cost? Cost => MiniMaxClient.Cost.FromResponse(Meta, Call, Usage, ServiceTier);

    /// <summary>Information about the call; null on a completion that was not created by a client.</summary>
    [JsonIgnore]
    public CallInfo? Call { get; init; }

    /// <summary>Creates a response with one choice, for the fake of a client.</summary>
    /// <param name="text">The visible text.</param>
    /// <param name="reasoning">The reasoning, or null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static ChatCompletion FromText(string text, string? reasoning = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var message = new AssistantMessage { Content = text, ReasoningContent = reasoning };
        return new() { Choices = [new() { Index = 0, Message = message, FinishReason = MiniMaxClient.FinishReason.Stop }] };
    }

    /// <inheritdoc/>
    internal override string ToDisplayText() => Text;

    /// <inheritdoc/>
    internal override string ToDebuggerText() =>
        DisplayText.Join(", ", FinishReason?.Value, Usage?.ToDisplayText(), Message.ToDebuggerText());
}

/// <summary>A choice of a response.</summary>
[GeneratedJson]
public sealed partial record ChatChoice : SchemaObject
{
    /// <summary>The index of the choice.</summary>
    public int? Index { get; init; }

    /// <summary>The message.</summary>
    public AssistantMessage Message { get; init; } = new();

    /// <summary>The reason why the model stopped.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>The log probabilities of the tokens.</summary>
    public ChoiceLogprobs? Logprobs { get; init; }
}
