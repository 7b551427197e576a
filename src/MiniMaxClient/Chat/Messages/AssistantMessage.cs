using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What the model said: in an answer, and in the history that goes back to it.</summary>
/// <remarks>
/// <see cref="Content"/> is what came; <see cref="Text"/> and <see cref="Reasoning"/> are views of it. The message goes back as
/// it came, thinking included: Tau² was measured to fall from 87 to 64 without.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<AssistantMessage>))]
public sealed record AssistantMessage : ChatMessage
{
    /// <inheritdoc/>
    public override ChatRole Role => ChatRole.Assistant;

    /// <summary>The content as it came, think tags included; null or empty beside tool calls.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>The calls that the model makes.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>What the model said instead of an answer.</summary>
    public string? Refusal { get; init; }

    /// <summary>The thinking, where the host sends it apart from the content.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The thinking in OpenRouter's form, the wire's <c>reasoning</c>.</summary>
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

    internal static AssistantMessage? ReadAnswer(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? role = null, name = null, refusal = null, reasoningContent = null, rawReasoning = null, audioContent = null;
        MessageContent? content = null;
        IReadOnlyList<ToolCall>? toolCalls = null;
        IReadOnlyList<ReasoningDetail>? reasoningDetails = null;
        IReadOnlyList<Annotation>? annotations = null;
        MessageAudio? audio = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Value(ref json, "content"u8, ref content, MessageContent.Read)
                || rest.String(ref json, "role"u8, ref role)
                || rest.String(ref json, "name"u8, ref name)
                || rest.String(ref json, "audio_content"u8, ref audioContent)
                || rest.String(ref json, "reasoning_content"u8, ref reasoningContent)
                || rest.String(ref json, "reasoning"u8, ref rawReasoning)
                || rest.Array(ref json, "reasoning_details"u8, ref reasoningDetails, ReasoningDetail.Read)
                || rest.Array(ref json, "tool_calls"u8, ref toolCalls, ToolCall.Read)
                || rest.String(ref json, "refusal"u8, ref refusal)
                || rest.Array(ref json, "annotations"u8, ref annotations, Annotation.Read)
                || rest.Value(ref json, "audio"u8, ref audio, MessageAudio.Read)))
                rest.Keep(ref json);
        }

        return new AssistantMessage
        {
            Content = content,
            Name = name,
            ToolCalls = toolCalls,
            Refusal = refusal,
            ReasoningContent = reasoningContent,
            RawReasoning = rawReasoning,
            ReasoningDetails = reasoningDetails,
            Annotations = annotations,
            Audio = audio,
            AudioContent = audioContent,
            AdditionalProperties = rest.Kept,
        };
    }

    /// <inheritdoc/>
    internal override void Write(Utf8JsonWriter json, IFileSink? files, bool nullContent)
    {
        json.WriteStartObject();
        WriteProperties(new(json, Others, files));
        if (nullContent && Content is null && HasCalls && Others?.ContainsKey("content") != true)
            json.WriteNull("content"u8);
        WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    private protected override void WriteMessage(ObjectWriter json)
    {
        json.Property("content"u8, Content);
        json.Property("tool_calls"u8, ToolCalls);
        json.Property("refusal"u8, Refusal);
        json.Property("reasoning_content"u8, ReasoningContent);
        json.Property("reasoning"u8, RawReasoning);
        json.Property("reasoning_details"u8, ReasoningDetails);
        json.Property("annotations"u8, Annotations);
        json.Property("audio"u8, Audio);
        json.Property("audio_content"u8, AudioContent);
    }
}
