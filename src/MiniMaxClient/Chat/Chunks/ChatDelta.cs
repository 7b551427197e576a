using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The delta of a message.</summary>
[GeneratedJson]
public sealed partial record ChatDelta : SchemaObject
{
    private string? _content;

    /// <summary>The delta of the content as sent, think tags included; the text of the parts if the host sends parts.</summary>
    [JsonPropertyName("content")]
    public string? Content
    {
        get => _content ?? ContentPartsText;
        init
        {
            if (value is not null && ContentParts is not null)
                ContentParts = null;
            _content = value;
            SplitContent = null;
        }
    }

    /// <summary>The delta of the content as parts, if the host streams parts instead of text (Mistral); otherwise null.</summary>
    [JsonPropertyName("content")]
    public partial IReadOnlyList<ContentPart>? ContentParts { get; init; }

    /// <summary>The role of the author; sent on the first chunk, on every chunk (MiniMax) or on none.</summary>
    public partial ChatRole? Role { get; init; }

    /// <summary>The name of the author: <c>MiniMax AI</c> on MiniMax's chunks.</summary>
    public partial string? Name { get; init; }

    /// <summary>The audio content of MiniMax; empty in every observed stream.</summary>
    public partial string? AudioContent { get; init; }

    /// <summary>
    /// The delta of the reasoning, if the host sends it separately from the content (<c>reasoning_content</c>).
    /// </summary>
    public string? ReasoningContent
    {
        get;
        init
        {
            field = value;
            SplitContent = null;
        }
    }

    /// <summary>The delta of the reasoning, in OpenRouter's format.</summary>
    [JsonPropertyName("reasoning")]
    public partial string? RawReasoning { get; init; }

    /// <summary>The delta of the reasoning, in MiniMax's split format.</summary>
    public partial IReadOnlyList<ReasoningDetail>? ReasoningDetails { get; init; }

    /// <summary>The deltas of tool calls.</summary>
    public IReadOnlyList<ToolCallDelta>? ToolCalls { get; init; }

    /// <summary>The delta of a refusal.</summary>
    public partial string? Refusal { get; init; }

    /// <summary>Annotations by the provider, such as citations of web pages.</summary>
    public partial IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>The response as speech.</summary>
    public partial MessageAudio? Audio { get; init; }

    /// <summary>The delta of the visible text.</summary>
    /// <remarks>
    /// In a stream of the client, think tags are removed, even if they are split across chunks; otherwise, the content.
    /// </remarks>
    public string Text => SplitContent?.Text ?? Content ?? "";

    /// <summary>The delta of the reasoning.</summary>
    /// <remarks>In a stream of the client, this includes the text between think tags.</remarks>
    public string Reasoning =>
        SplitContent?.Reasoning
            ?? TextAndReasoning.GetReasoningFromFields(ReasoningContent, RawReasoning, ReasoningDetails, ContentParts);

    /// <summary>
    /// The text and the reasoning as split by the stream reader, which has the state of the previous chunks; null if they are
    /// equal to the fields, and on a chunk that was not created by a client.
    /// </summary>
    /// <remarks>Reset on a copy with other content or reasoning, because the view applies to the original only.</remarks>
    internal TextAndReasoning? SplitContent { get; set; }

    /// <summary>Whether the delta has reasoning in a field of its own.</summary>
    internal bool HasReasoningField =>
        ReasoningContent is { Length: > 0 } || RawReasoning is { Length: > 0 } || ReasoningDetails is { Count: > 0 }
        || ThinkingPart.JoinText(ContentParts).Length > 0;

    /// <summary>Whether the delta has output other than reasoning and text: tool calls, a refusal or audio.</summary>
    internal bool HasOtherOutput => ToolCalls is { Count: > 0 } || Refusal is { Length: > 0 } || Audio is not null;

    /// <summary>Whether the delta has output other than reasoning, so that held reasoning can be resolved.</summary>
    internal bool HasOnlyNonReasoningOutput => !HasReasoningField && (Content is { Length: > 0 } || HasOtherOutput);

    /// <summary>Whether the text and the reasoning are the same without a view.</summary>
    internal bool HasSameTextAndReasoning(string text, string reasoning) =>
        ReasoningDetails is null && ContentParts is null && text == (Content ?? "")
        && reasoning == TextAndReasoning.GetReasoningFromFields(ReasoningContent, RawReasoning, null, null);

    private string? ContentPartsText => ContentParts is { } parts
        ? string.Concat(parts.OfType<TextPart>().Select(static part => part.Text))
        : null;

    partial void OnSharedPropertySet(string name)
    {
        if (name is nameof(ContentParts) && ContentParts is not null)
            _content = null;
        if (name is nameof(ContentParts) or nameof(RawReasoning) or nameof(ReasoningDetails))
            SplitContent = null;
    }

    /// <summary>Creates the single delta that is equivalent to a complete message.</summary>
    internal static ChatDelta FromMessage(AssistantMessage message) => new()
    {
        Content = message.Content?.Parts is null ? message.Content?.Text : null,
        ContentParts = message.Content?.Parts,
        Role = message.Role,
        Name = message.Name,
        AudioContent = message.AudioContent,
        ReasoningContent = message.ReasoningContent,
        RawReasoning = message.RawReasoning,
        ReasoningDetails = message.ReasoningDetails,
        ToolCalls = message.ToolCalls?.Select(ToolCallDelta.FromCall).ToArray(),
        Refusal = message.Refusal,
        Annotations = message.Annotations,
        Audio = message.Audio,
        AdditionalProperties = message.AdditionalProperties,
        SplitContent = new(message.Text, message.Reasoning),
    };
}
