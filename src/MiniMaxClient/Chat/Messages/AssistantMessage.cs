using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A message of the model, in a response and in the history of later requests.</summary>
/// <remarks>
/// <see cref="Content"/> is the content as received; <see cref="Text"/> and <see cref="Reasoning"/> are views of it. The message
/// is sent back unchanged, reasoning included: without it, the Tau² score was measured to drop from 87 to 64.
/// </remarks>
[GeneratedJson(Case = "assistant")]
public sealed partial record AssistantMessage : ChatMessage
{
    /// <summary>The content as received, think tags included; null or empty if the message has only tool calls.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>The tool calls of the model.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>The refusal of the model, sent instead of a response.</summary>
    public string? Refusal { get; init; }

    /// <summary>The reasoning, if the host sends it separately from the content (<c>reasoning_content</c>).</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The reasoning in OpenRouter's format; the wire name is <c>reasoning</c>.</summary>
    [JsonPropertyName("reasoning")]
    public string? RawReasoning { get; init; }

    /// <summary>The reasoning in MiniMax's split format.</summary>
    public IReadOnlyList<ReasoningDetail>? ReasoningDetails { get; init; }

    /// <summary>Annotations by the provider, such as citations of web pages.</summary>
    public IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>The response as speech.</summary>
    public MessageAudio? Audio { get; init; }

    /// <summary>The audio content of MiniMax; empty in every observed body.</summary>
    public string? AudioContent { get; init; }

    /// <summary>The visible text: the content without the leading reasoning.</summary>
    public override string Text =>
        (HasSeparateReasoning ? Content?.SplitContentWithSeparateReasoning : Content?.SplitContent)?.Text ?? "";

    /// <summary>The reasoning, from any of the fields or tags that hosts use; empty if there is none.</summary>
    public string Reasoning =>
        TextAndReasoning.GetReasoningFromFields(
            ReasoningContent, RawReasoning, ReasoningDetails, Content?.Parts) is { Length: > 0 } reasoning
            ? TextAndReasoning.RemoveThinkTags(reasoning)
            : Content?.SplitContent.Reasoning ?? "";

    /// <summary>Whether the message has no text, reasoning, tool call or other output: providers reject such a message.</summary>
    internal bool IsEmpty =>
        !HasToolCalls && HasBlankContent && string.IsNullOrWhiteSpace(Refusal) && !HasAnyReasoningField
        && Audio is null && string.IsNullOrEmpty(AudioContent) && !HasUntypedOutput;

    /// <summary>Whether the message has tool calls, including the legacy <c>function_call</c> of OpenAI's API.</summary>
    internal bool HasToolCalls =>
        ToolCalls is { Count: > 0 }
        || (AdditionalPropertiesOrNull is { } properties && HasNonEmptyProperty(properties, "function_call"));

    private bool HasBlankContent => Content switch
    {
        null => true,
        { Parts: { } parts } => parts.All(static part => part switch
        {
            TextPart { Text: var text } => string.IsNullOrWhiteSpace(text),
            RefusalPart { Refusal: var refusal } => string.IsNullOrWhiteSpace(refusal),
            _ => false,
        }),
        // Longer content has more than empty think tags; it is not split for this check.
        { Text: { Length: <= 256 } text } => string.IsNullOrWhiteSpace(text)
            || (string.IsNullOrWhiteSpace(Content.SplitContent.Text)
                && string.IsNullOrWhiteSpace(Content.SplitContent.Reasoning)),
        _ => false,
    };

    private bool HasAnyReasoningField =>
        !string.IsNullOrWhiteSpace(ReasoningContent) || !string.IsNullOrWhiteSpace(RawReasoning)
        || ReasoningDetails?.Any(static detail => detail is null || !detail.IsEmpty) == true;

    // OpenRouter's images, and content that is neither a string nor an array.
    private bool HasUntypedOutput => AdditionalPropertiesOrNull is { } properties
        && (HasNonEmptyProperty(properties, "images") || HasNonEmptyProperty(properties, "content"));

    private static bool HasNonEmptyProperty(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out JsonElement value) && !JsonLists.IsNullOrEmptyArray(value);

    private bool HasSeparateReasoning =>
        !string.IsNullOrEmpty(ReasoningContent) || !string.IsNullOrEmpty(RawReasoning)
        || ReasoningDetails?.Any(static detail => detail.Text is { Length: > 0 } || detail.Summary is { Length: > 0 }) == true
        || ThinkingPart.JoinText(Content?.Parts).Length > 0;

    /// <inheritdoc/>
    internal override MessageContent? GetContent() => Content;

    /// <inheritdoc/>
    internal override string ToDebuggerText() => "assistant: " + DisplayText.Join(
        " ",
        DisplayText.Shorten(Text),
        Refusal is { Length: > 0 } refusal ? DisplayText.Shorten(refusal) : null,
        ToolCalls is { Count: > 0 } calls ? $"[{DisplayText.Count(calls.Count, "tool call")}]" : null,
        Reasoning is { Length: > 0 } reasoning ? $"[reasoning, {DisplayText.Count(reasoning.Length, "character")}]" : null);

    // The message of a response has the role "assistant", regardless of the role in the JSON.
    internal static new AssistantMessage? Read(ref Utf8JsonReader json) => ReadObject(ref json);

    // ModelsLab's documentation shows null with tool calls; AIML API's schema allows it for M3 only.
    internal override void WriteProperties(ObjectWriter json)
    {
        WriteGeneratedProperties(json);
        if (json.Context.HasNullContent && Content is null && HasToolCalls)
            json.WriteNull("content"u8);
    }
}
