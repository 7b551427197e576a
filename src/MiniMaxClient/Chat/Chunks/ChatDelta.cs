using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a chunk adds to a message.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatDelta>))]
public sealed record ChatDelta : SchemaObject
{
    private readonly string? _content;

    /// <summary>
    /// The next part of the content as it was sent, think tags included; the text of the parts where the host sends parts.
    /// </summary>
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
    public IReadOnlyList<ContentPart>? ContentParts
    {
        get => Fields.ContentParts;
        init
        {
            Fields = Fields with { ContentParts = value };
            if (value is not null)
                _content = null;
            View = null;
        }
    }

    /// <summary>Who speaks; on the first chunk, on every chunk (MiniMax) or on none.</summary>
    public ChatRole? Role
    {
        get => ChatRole.From(Fields.Role);
        init => Fields = Fields with { Role = value?.Value };
    }

    /// <summary>The name of the speaker: <c>MiniMax AI</c> on MiniMax's chunks.</summary>
    public string? Name
    {
        get => Fields.Name;
        init => Fields = Fields with { Name = value };
    }

    /// <summary>MiniMax's audio; empty in every stream seen.</summary>
    public string? AudioContent
    {
        get => Fields.AudioContent;
        init => Fields = Fields with { AudioContent = value };
    }

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
    public string? RawReasoning
    {
        get => Fields.RawReasoning;
        init
        {
            Fields = Fields with { RawReasoning = value };
            View = null;
        }
    }

    /// <summary>The next piece of the thinking, in MiniMax's split form.</summary>
    public IReadOnlyList<ReasoningDetail>? ReasoningDetails
    {
        get => Fields.ReasoningDetails;
        init
        {
            Fields = Fields with { ReasoningDetails = value };
            View = null;
        }
    }

    /// <summary>Pieces of tool calls.</summary>
    public IReadOnlyList<ToolCallDelta>? ToolCalls { get; init; }

    /// <summary>The next piece of a refusal.</summary>
    public string? Refusal
    {
        get => Fields.Refusal;
        init => Fields = Fields with { Refusal = value };
    }

    /// <summary>Remarks of the provider, such as pages that the answer cites.</summary>
    public IReadOnlyList<Annotation>? Annotations
    {
        get => Fields.Annotations;
        init => Fields = Fields with { Annotations = value };
    }

    /// <summary>The answer as speech.</summary>
    public MessageAudio? Audio
    {
        get => Fields.Audio;
        init => Fields = Fields with { Audio = value };
    }

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

    private DeltaFields Fields { get; init; } = DeltaFields.None;

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

    internal static ChatDelta? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        var fields = new DeltaFields();
        string? content = null, reasoningContent = null;
        IReadOnlyList<ToolCallDelta>? toolCalls = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.StringOrArray(ref json, "content"u8, ref content, ref fields.ContentParts, ContentPart.Read)
                || rest.String(ref json, "reasoning_content"u8, ref reasoningContent)
                || rest.Array(ref json, "tool_calls"u8, ref toolCalls, ToolCallDelta.Read)
                || fields.TryTake(ref rest, ref json)))
                rest.Keep(ref json);
        }

        return new()
        {
            Content = content,
            Fields = fields,
            ReasoningContent = reasoningContent,
            ToolCalls = toolCalls,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("content"u8, ContentParts);
        if (ContentParts is null)
            json.Property("content"u8, Content);
        json.Property("role"u8, Role?.Value);
        json.Property("name"u8, Name);
        json.Property("audio_content"u8, AudioContent);
        json.Property("reasoning_content"u8, ReasoningContent);
        json.Property("reasoning"u8, RawReasoning);
        json.Property("reasoning_details"u8, ReasoningDetails);
        json.Property("tool_calls"u8, ToolCalls);
        json.Property("refusal"u8, Refusal);
        json.Property("annotations"u8, Annotations);
        json.Property("audio"u8, Audio);
    }
}
