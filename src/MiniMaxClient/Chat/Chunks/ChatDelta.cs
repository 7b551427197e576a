using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a chunk adds to a message.</summary>
[GeneratedJson]
public sealed partial record ChatDelta : SchemaObject
{
    private string? _content;

    /// <summary>
    /// The next part of the content as it was sent, think tags included; the text of the parts where the host sends parts.
    /// </summary>
    [JsonPropertyName("content")]
    public string? Content
    {
        get => _content ?? TextOfParts;
        init
        {
            if (value is not null && ContentParts is not null)
                ContentParts = null;
            _content = value;
            View = null;
        }
    }

    /// <summary>The next parts of the content, where the host streams parts instead of text (Mistral); null elsewhere.</summary>
    [JsonPropertyName("content")]
    public partial IReadOnlyList<ContentPart>? ContentParts { get; init; }

    /// <summary>Who speaks; on the first chunk, on every chunk (MiniMax) or on none.</summary>
    public partial ChatRole? Role { get; init; }

    /// <summary>The name of the speaker: <c>MiniMax AI</c> on MiniMax's chunks.</summary>
    public partial string? Name { get; init; }

    /// <summary>MiniMax's audio; empty in every stream seen.</summary>
    public partial string? AudioContent { get; init; }

    /// <summary>The next piece of the thinking, where the host sends it apart.</summary>
    public string? ReasoningContent
    {
        get;
        init
        {
            field = value;
            View = null;
        }
    }

    /// <summary>The next piece of the thinking, in OpenRouter's form.</summary>
    [JsonPropertyName("reasoning")]
    public partial string? RawReasoning { get; init; }

    /// <summary>The next piece of the thinking, in MiniMax's split form.</summary>
    public partial IReadOnlyList<ReasoningDetail>? ReasoningDetails { get; init; }

    /// <summary>Pieces of tool calls.</summary>
    public IReadOnlyList<ToolCallDelta>? ToolCalls { get; init; }

    /// <summary>The next piece of a refusal.</summary>
    public partial string? Refusal { get; init; }

    /// <summary>Remarks of the provider, such as pages that the answer cites.</summary>
    public partial IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>The answer as speech.</summary>
    public partial MessageAudio? Audio { get; init; }

    /// <summary>What the chunk adds to the visible text.</summary>
    /// <remarks>
    /// In a stream of the client the think tags are taken out, wherever they are cut; elsewhere it is the content.
    /// </remarks>
    public string Text => View?.Text ?? Content ?? "";

    /// <summary>What the chunk adds to the thinking.</summary>
    /// <remarks>In a stream of the client this includes what stood between think tags.</remarks>
    public string Reasoning =>
        View?.Reasoning ?? ThinkingView.FromFields(ReasoningContent, RawReasoning, ReasoningDetails, ContentParts);

    /// <summary>
    /// What the stream's reader, which knows the chunks before, makes of content and thinking; null where that is what stands
    /// there, and on a chunk made by hand.
    /// </summary>
    /// <remarks>A copy with other content or thinking has none: it would be that of the original.</remarks>
    internal ThinkingView? View { get; set; }

    /// <summary>Whether there is thinking in a field of its own.</summary>
    internal bool HasReasoning =>
        ReasoningContent is { Length: > 0 } || RawReasoning is { Length: > 0 } || ReasoningDetails is { Count: > 0 }
        || ThinkingPart.TextOf(ContentParts).Length > 0;

    /// <summary>Whether there is something for the user other than reasoning and text: calls, a refusal, audio.</summary>
    internal bool HasOtherOutput => ToolCalls is { Count: > 0 } || Refusal is { Length: > 0 } || Audio is not null;

    /// <summary>Whether something other than reasoning follows, so that reasoning that is held is decided.</summary>
    internal bool EndsReasoning => !HasReasoning && (Content is { Length: > 0 } || HasOtherOutput);

    /// <summary>Whether this is what it shows without a view.</summary>
    internal bool IsShown(string text, string reasoning) =>
        ReasoningDetails is null && ContentParts is null && text == (Content ?? "")
        && reasoning == ThinkingView.FromFields(ReasoningContent, RawReasoning, null, null);

    private string? TextOfParts => ContentParts is { } parts
        ? string.Concat(parts.OfType<TextPart>().Select(static part => part.Text))
        : null;

    partial void OnSharedPropertySet(string name)
    {
        if (name is nameof(ContentParts) && ContentParts is not null)
            _content = null;
        if (name is nameof(ContentParts) or nameof(RawReasoning) or nameof(ReasoningDetails))
            View = null;
    }

    /// <summary>A whole message as the one piece of its stream.</summary>
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
        View = new(message.Text, message.Reasoning),
    };
}
