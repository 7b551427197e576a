using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>A message of a conversation.</summary>
/// <remarks>
/// The derived types are <see cref="SystemMessage"/>, <see cref="DeveloperMessage"/>, <see cref="UserMessage"/>,
/// <see cref="AssistantMessage"/>, <see cref="ToolMessage"/> and, for any role that the schema does not define,
/// <see cref="UnknownMessage"/>. Content is a string or a list of parts:
/// <c>ChatMessage.User(["What is this?", ContentPart.FromImage(url)])</c>.
/// </remarks>
[GeneratedJson(Discriminator = "role")]
public abstract partial record ChatMessage : SchemaObject
{
    private protected ChatMessage()
    {
    }

    /// <summary>The role of the author.</summary>
    public abstract ChatRole Role { get; }

    /// <summary>The text; of an assistant message the visible text, without the reasoning. Empty if there is none.</summary>
    public virtual string Text => GetContent()?.Text ?? "";

    /// <summary>The name of the author, which distinguishes several authors with the same role.</summary>
    /// <remarks>
    /// Sent with at most 64 characters, and with <c>_</c> instead of white space, control characters and <c>&lt; | \ / &gt;</c>,
    /// which hosts reject. Omitted if no other characters remain.
    /// </remarks>
    public string? Name { get; init; }

    /// <summary>The marker at the end of this message, up to which the provider caches the prompt.</summary>
    /// <remarks>For the Anthropic style; see <see cref="MiniMaxClient.CacheControl"/>.</remarks>
    /// <value>Default: null, which is none.</value>
    public CacheControl? CacheControl { get; init; }

    /// <summary>Converts a text to a user message; null stays null.</summary>
    /// <remarks>
    /// To compare the text of a message, use <see cref="Text"/>: <c>message == "Hi"</c> compares with a user message.
    /// </remarks>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ChatMessage?(string? text) => text is null ? null : User(text);

    /// <summary>Creates a system message: instructions for the entire conversation.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static SystemMessage System(MessageContent content) => new() { Content = ValidateNotNull(content) };

    /// <summary>Creates a developer message: instructions by the developer. Only some models support the role.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static DeveloperMessage Developer(MessageContent content) => new() { Content = ValidateNotNull(content) };

    /// <summary>Creates a user message.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static UserMessage User(MessageContent content) => new() { Content = ValidateNotNull(content) };

    /// <summary>
    /// Creates an assistant message. Not needed for the message of a response, which can be sent back unchanged.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static AssistantMessage Assistant(MessageContent content) => new() { Content = ValidateNotNull(content) };

    /// <summary>Creates a tool message: the result of a tool call.</summary>
    /// <param name="toolCallId">The <see cref="ToolCall.Id"/> of the call.</param>
    /// <param name="content">The result.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="toolCallId"/> or <paramref name="content"/> is null.
    /// </exception>
    public static ToolMessage Tool(string toolCallId, MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(toolCallId);
        return new() { ToolCallId = toolCallId, Content = ValidateNotNull(content) };
    }

    /// <summary>Gets the content, or null if the message has none.</summary>
    internal abstract MessageContent? GetContent();

    /// <inheritdoc/>
    internal override string ToDisplayText() => Text;

    /// <inheritdoc/>
    internal override string ToDebuggerText() => $"{Role}: {GetContent()?.ToDisplayText()}";

    private static MessageContent ValidateNotNull(MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content;
    }
}

/// <summary>A message with instructions for the entire conversation.</summary>
[GeneratedJson(Case = "system")]
public sealed partial record SystemMessage : ChatMessage
{
    /// <summary>The instructions.</summary>
    public required MessageContent Content { get; init; }

    /// <inheritdoc/>
    internal override MessageContent? GetContent() => Content;
}

/// <summary>A message with instructions by the developer.</summary>
/// <remarks>On AIML API, only <c>m2-1-highspeed</c>, <c>m2-7-highspeed</c> and <c>m2-her</c> support the role.</remarks>
[GeneratedJson(Case = "developer")]
public sealed partial record DeveloperMessage : ChatMessage
{
    /// <summary>The instructions.</summary>
    public required MessageContent Content { get; init; }

    /// <inheritdoc/>
    internal override MessageContent? GetContent() => Content;
}

/// <summary>A message of the user.</summary>
[GeneratedJson(Case = "user")]
public sealed partial record UserMessage : ChatMessage
{
    /// <summary>The text, images, videos and files.</summary>
    public required MessageContent Content { get; init; }

    /// <inheritdoc/>
    internal override MessageContent? GetContent() => Content;
}

/// <summary>A message with the result of a tool call.</summary>
[GeneratedJson(Case = "tool")]
public sealed partial record ToolMessage : ChatMessage
{
    /// <summary>The content that is sent if the result of a tool is an empty text.</summary>
    /// <remarks>MiniMax rejects empty content: "chat content is empty (2013)".</remarks>
    public const string EmptyResult = "Success: the tool returned an empty result.";

    /// <summary>The <see cref="ToolCall.Id"/> of the call.</summary>
    [AnyJsonAsText]
    public required string ToolCallId { get; init; }

    /// <summary>The result; parts are supported only by MiniMax-M3 on AIML API.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>Whether the tool failed, so that <see cref="Content"/> is an error message.</summary>
    /// <remarks>
    /// Sent as <c>is_error</c> in the Anthropic format. The OpenAI format has no such field; the value is then preserved only
    /// when the message is serialized.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool IsError { get; init; }

    /// <summary>Returns the message with <see cref="EmptyResult"/> instead of an empty text.</summary>
    internal ToolMessage WithNonEmptyContent() => Content.Text.Length > 0 ? this : this with { Content = EmptyResult };

    /// <inheritdoc/>
    internal override MessageContent? GetContent() => Content;

    // The OpenAI format has no field for a tool error; the Anthropic format has is_error.
    internal override void Write(Utf8JsonWriter json, WriteContext context)
    {
        if (IsError && context.IsOpenAIRequest)
            (this with { IsError = false }).Write(json, context);
        else
            base.Write(json, context);
    }
}

/// <summary>A message of a role that the schema does not define; its content is in the additional properties.</summary>
[GeneratedJson]
public sealed partial record UnknownMessage : ChatMessage
{
    /// <summary>Initializes a new instance of the <see cref="UnknownMessage"/> class.</summary>
    /// <param name="role">The role as it appears on the wire.</param>
    public UnknownMessage(ChatRole role) => Role = role;

    /// <inheritdoc/>
    public override ChatRole Role { get; }

    /// <inheritdoc/>
    internal override MessageContent? GetContent()
    {
        if (!AdditionalProperties.TryGetValue("content", out JsonElement content))
            return null;
        var json = new Utf8JsonReader(JsonText.GetRawUtf8(content), JsonSettings.ReaderOptions);
        return json.Read() ? MessageContent.Read(ref json) : null;
    }

    // The content is not parsed for the debugger, because it can be long.
    internal override string ToDebuggerText()
    {
        string text = AdditionalProperties.TryGetValue("content", out JsonElement content)
            ? DisplayText.ShortenOrNull(content) ?? JsonText.GetRawText(content)
            : "";
        return $"{DisplayText.Shorten(Role.Value)}: {DisplayText.Shorten(text)}";
    }
}

/// <summary>The role of the author of a message.</summary>
/// <remarks>A stream may contain an empty role, which is preserved.</remarks>
[GeneratedJson]
public readonly partial record struct ChatRole
{
    /// <summary>Instructions for the entire conversation.</summary>
    public static ChatRole System { get; } = new("system");

    /// <summary>Instructions by the developer; only some models support the role.</summary>
    public static ChatRole Developer { get; } = new("developer");

    /// <summary>The user.</summary>
    public static ChatRole User { get; } = new("user");

    /// <summary>The model.</summary>
    public static ChatRole Assistant { get; } = new("assistant");

    /// <summary>The result of a tool call.</summary>
    public static ChatRole Tool { get; } = new("tool");
}
