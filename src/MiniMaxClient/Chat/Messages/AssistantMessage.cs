using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What the model said: in an answer, and in the history that goes back to it.</summary>
/// <remarks>
/// <see cref="Content"/> is what came; <see cref="Text"/> and <see cref="Reasoning"/> are views of it. The message goes back as
/// it came, thinking included: Tau² was measured to fall from 87 to 64 without.
/// </remarks>
[GeneratedJson(Case = "assistant")]
public sealed partial record AssistantMessage : ChatMessage
{
    /// <summary>The content as it came, think tags included; null or empty beside tool calls.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>The calls that the model makes.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>What the model said instead of an answer.</summary>
    public string? Refusal { get; init; }

    /// <summary>The thinking, where the host sends it apart from the content.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The thinking in OpenRouter's form, the wire's <c>reasoning</c>.</summary>
    [JsonPropertyName("reasoning")]
    public string? RawReasoning { get; init; }

    /// <summary>The thinking in MiniMax's split form.</summary>
    public IReadOnlyList<ReasoningDetail>? ReasoningDetails { get; init; }

    /// <summary>Remarks of the provider, such as pages that the answer cites.</summary>
    public IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>The answer as speech.</summary>
    public MessageAudio? Audio { get; init; }

    /// <summary>MiniMax's audio; empty in every body seen.</summary>
    public string? AudioContent { get; init; }

    /// <summary>The visible text: the content without the thinking that leads it.</summary>
    public string Text => (ThinksApart ? Content?.ViewApart : Content?.View)?.Text ?? "";

    /// <summary>The thinking, from whichever field or tag the host put it in; empty when there is none.</summary>
    public string Reasoning =>
        ThinkingView.FromFields(ReasoningContent, RawReasoning, ReasoningDetails, Content?.Parts) is { Length: > 0 } apart
            ? ThinkingView.WithoutTags(apart)
            : Content?.View.Reasoning ?? "";

    /// <summary>
    /// Whether the message has no text, no reasoning, no call and nothing else that a model could read: providers reject it.
    /// </summary>
    internal bool IsEmpty =>
        !HasCalls && HasBlankContent && string.IsNullOrWhiteSpace(Refusal) && !HasReasoningFields
        && Audio is null && string.IsNullOrEmpty(AudioContent) && !HasUntypedOutput;

    /// <summary>Whether the message calls anything, also in the form that OpenAI's API had before tools.</summary>
    internal bool HasCalls => ToolCalls is { Count: > 0 } || (Others is { } others && HasValue(others, "function_call"));

    private bool HasBlankContent => Content switch
    {
        null => true,
        { Parts: { } parts } => parts.All(static part => part switch
        {
            TextPart { Text: var text } => string.IsNullOrWhiteSpace(text),
            RefusalPart { Refusal: var refusal } => string.IsNullOrWhiteSpace(refusal),
            _ => false,
        }),
        // Longer content is more than think tags around nothing, and is not split for this question.
        { Text: { Length: <= 256 } text } => string.IsNullOrWhiteSpace(text)
            || (string.IsNullOrWhiteSpace(Content.View.Text) && string.IsNullOrWhiteSpace(Content.View.Reasoning)),
        _ => false,
    };

    private bool HasReasoningFields =>
        !string.IsNullOrWhiteSpace(ReasoningContent) || !string.IsNullOrWhiteSpace(RawReasoning)
        || ReasoningDetails?.Any(static detail => detail is null || !detail.IsEmpty) == true;

    // OpenRouter's images, content that is neither a string nor a list.
    private bool HasUntypedOutput => Others is { } others && (HasValue(others, "images") || HasValue(others, "content"));

    private static bool HasValue(IReadOnlyDictionary<string, JsonElement> others, string name) =>
        others.TryGetValue(name, out JsonElement value) && !JsonLists.IsNullOrEmptyArray(value);

    private bool ThinksApart =>
        !string.IsNullOrEmpty(ReasoningContent) || !string.IsNullOrEmpty(RawReasoning)
        || ReasoningDetails?.Any(static detail => detail.Text is { Length: > 0 } || detail.Summary is { Length: > 0 }) == true
        || ThinkingPart.TextOf(Content?.Parts).Length > 0;

    // The message of a response is the assistant's, whatever its role.
    internal static new AssistantMessage? Read(ref Utf8JsonReader json) => ReadObject(ref json);

    // ModelsLab's page has null beside tool calls; AIML API's schema allows it for M3 alone.
    internal override void WriteProperties(ObjectWriter json)
    {
        WriteGeneratedProperties(json);
        if (json.Context.HasNullContent && Content is null && HasCalls)
            json.Null("content"u8);
    }
}
