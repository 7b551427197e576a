using System.Text.Json;

namespace MiniMaxClient;

/// <summary>A message of a conversation.</summary>
/// <remarks>
/// The cases are <see cref="SystemMessage"/>, <see cref="DeveloperMessage"/>, <see cref="UserMessage"/>,
/// <see cref="AssistantMessage"/>, <see cref="ToolMessage"/> and, for any role that the schema does not name,
/// <see cref="UnknownMessage"/>. Content is given as a string or as a list of parts:
/// <c>ChatMessage.User(["What is this?", ContentPart.FromImage(url)])</c>.
/// </remarks>
[GeneratedJson(Discriminator = "role")]
public abstract partial record ChatMessage : SchemaObject
{
    private protected ChatMessage()
    {
    }

    /// <summary>Who speaks.</summary>
    public abstract ChatRole Role { get; }

    /// <summary>The speaker's name, to tell several of one role apart.</summary>
    /// <remarks>
    /// Sent with <c>_</c> in place of white space, control characters and <c>&lt; | \ / &gt;</c>, which hosts reject, and with at
    /// most 64 characters; left out where nothing else is in it.
    /// </remarks>
    public string? Name { get; init; }

    /// <summary>Instructions that hold for the whole conversation.</summary>
    public static SystemMessage System(MessageContent content) => new() { Content = Checked(content) };

    /// <summary>Instructions of the developer; only some models take the role.</summary>
    public static DeveloperMessage Developer(MessageContent content) => new() { Content = Checked(content) };

    /// <summary>What the user says.</summary>
    public static UserMessage User(MessageContent content) => new() { Content = Checked(content) };

    /// <summary>What the model said; an answer's own message goes back as it is and needs no making.</summary>
    public static AssistantMessage Assistant(MessageContent content) => new() { Content = Checked(content) };

    /// <summary>The result of a tool call.</summary>
    /// <param name="toolCallId">The <see cref="ToolCall.Id"/> of the call.</param>
    /// <param name="content">The result.</param>
    public static ToolMessage Tool(string toolCallId, MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(toolCallId);
        return new() { ToolCallId = toolCallId, Content = Checked(content) };
    }

    private static MessageContent Checked(MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content;
    }
}

/// <summary>Instructions that hold for the whole conversation.</summary>
[GeneratedJson(Case = "system")]
public sealed partial record SystemMessage : ChatMessage
{
    /// <summary>The instructions.</summary>
    public required MessageContent Content { get; init; }
}

/// <summary>Instructions of the developer.</summary>
/// <remarks>On AIML API only <c>m2-1-highspeed</c>, <c>m2-7-highspeed</c> and <c>m2-her</c> take the role.</remarks>
[GeneratedJson(Case = "developer")]
public sealed partial record DeveloperMessage : ChatMessage
{
    /// <summary>The instructions.</summary>
    public required MessageContent Content { get; init; }
}

/// <summary>What the user says.</summary>
[GeneratedJson(Case = "user")]
public sealed partial record UserMessage : ChatMessage
{
    /// <summary>The words, images and files.</summary>
    public required MessageContent Content { get; init; }
}

/// <summary>The result of a tool call.</summary>
[GeneratedJson(Case = "tool")]
public sealed partial record ToolMessage : ChatMessage
{
    /// <summary>The content that is sent for a tool's result that is an empty text.</summary>
    /// <remarks>MiniMax rejects an empty one: "chat content is empty (2013)".</remarks>
    public const string EmptyResult = "Success: the tool returned an empty result.";

    /// <summary>The <see cref="ToolCall.Id"/> of the call.</summary>
    [AnyJsonAsText]
    public required string ToolCallId { get; init; }

    /// <summary>The result; parts only with MiniMax-M3 on AIML API.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>Gets whether the tool failed, so that <see cref="Content"/> is the text of an error.</summary>
    /// <remarks>
    /// Sent as <c>is_error</c> in the Anthropic style. The OpenAI style has no field for it: there it is kept only where the
    /// message is serialized.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool IsError { get; init; }

    /// <summary>The message of a tool that ran: <see cref="EmptyResult"/> stands for a result that is an empty text.</summary>
    internal ToolMessage WithText() => Content.Text.Length > 0 ? this : this with { Content = EmptyResult };

    // The OpenAI style has no field for a tool's error, the Anthropic style has is_error.
    internal override void Write(Utf8JsonWriter json, WriteContext context)
    {
        if (IsError && context.IsOpenAIRequest)
            (this with { IsError = false }).Write(json, context);
        else
            base.Write(json, context);
    }
}

/// <summary>A message of a role that the schema does not name; what it says is in the additional properties.</summary>
[GeneratedJson]
public sealed partial record UnknownMessage : ChatMessage
{
    /// <summary>A message of any role.</summary>
    /// <param name="role">The role as it stands on the wire.</param>
    public UnknownMessage(ChatRole role) => Role = role;

    /// <inheritdoc/>
    public override ChatRole Role { get; }
}

/// <summary>Who speaks in a message.</summary>
/// <remarks>A stream may carry an empty role; it is kept as it came.</remarks>
[GeneratedJson]
public readonly partial record struct ChatRole
{
    /// <summary>Instructions that hold for the whole conversation.</summary>
    public static ChatRole System { get; } = new("system");

    /// <summary>Instructions of the developer; only some models take the role.</summary>
    public static ChatRole Developer { get; } = new("developer");

    /// <summary>The person who asks.</summary>
    public static ChatRole User { get; } = new("user");

    /// <summary>The model.</summary>
    public static ChatRole Assistant { get; } = new("assistant");

    /// <summary>The result of a tool call.</summary>
    public static ChatRole Tool { get; } = new("tool");
}
