using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A message of a conversation.</summary>
/// <remarks>
/// The cases are <see cref="SystemMessage"/>, <see cref="DeveloperMessage"/>, <see cref="UserMessage"/>,
/// <see cref="AssistantMessage"/>, <see cref="ToolMessage"/> and, for any role that the schema does not name,
/// <see cref="UnknownMessage"/>. Content is given as a string or as a list of parts:
/// <c>ChatMessage.User(["What is this?", ContentPart.FromImage(url)])</c>.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatMessage>))]
public abstract record ChatMessage : SchemaObject
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

    internal static ChatMessage? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        return Discriminator.Peek(json, "role"u8) switch
        {
            "system" => SystemMessage.ReadMessage(ref json),
            "developer" => DeveloperMessage.ReadMessage(ref json),
            "user" => UserMessage.ReadMessage(ref json),
            "assistant" => AssistantMessage.ReadAnswer(ref json),
            "tool" => ToolMessage.ReadMessage(ref json),
            var role => UnknownMessage.ReadMessage(ref json, role),
        };
    }

    /// <summary>Writes the message as a part of a request.</summary>
    /// <param name="json">Where the message goes.</param>
    /// <param name="files">What is behind <paramref name="json"/>, when it takes files as they are.</param>
    /// <param name="nullContent">Whether calls without content are written with <c>content: null</c>.</param>
    internal virtual void Write(Utf8JsonWriter json, IFileSink? files, bool nullContent) => Write(json, files);

    private protected sealed override void WriteProperties(ObjectWriter json)
    {
        json.Property("role"u8, Role.Value.Length > 0 ? Role.Value : null);
        json.Property("name"u8, Name);
        WriteMessage(json);
    }

    private protected abstract void WriteMessage(ObjectWriter json);

    private static MessageContent Checked(MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content;
    }

    /// <summary>Reads the messages that have content and nothing else of their own.</summary>
    private protected static (MessageContent Content, string? Name, ObjectReader Other) ReadContent(ref Utf8JsonReader json)
    {
        var rest = default(ObjectReader);
        string? role = null, name = null;
        MessageContent? content = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "role"u8, ref role)
                || rest.Value(ref json, "content"u8, ref content, MessageContent.Read)
                || rest.String(ref json, "name"u8, ref name)))
                rest.Keep(ref json);
        }

        return (content ?? "", name, rest);
    }
}

/// <summary>Instructions that hold for the whole conversation.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<SystemMessage>))]
public sealed record SystemMessage : ChatMessage
{
    /// <inheritdoc/>
    public override ChatRole Role => ChatRole.System;

    /// <summary>The instructions.</summary>
    public required MessageContent Content { get; init; }

    internal static SystemMessage ReadMessage(ref Utf8JsonReader json)
    {
        (MessageContent content, string? name, ObjectReader rest) = ReadContent(ref json);
        return new() { Content = content, Name = name, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteMessage(ObjectWriter json) => json.Property("content"u8, Content);
}

/// <summary>Instructions of the developer.</summary>
/// <remarks>On AIML API only <c>m2-1-highspeed</c>, <c>m2-7-highspeed</c> and <c>m2-her</c> take the role.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<DeveloperMessage>))]
public sealed record DeveloperMessage : ChatMessage
{
    /// <inheritdoc/>
    public override ChatRole Role => ChatRole.Developer;

    /// <summary>The instructions.</summary>
    public required MessageContent Content { get; init; }

    internal static DeveloperMessage ReadMessage(ref Utf8JsonReader json)
    {
        (MessageContent content, string? name, ObjectReader rest) = ReadContent(ref json);
        return new() { Content = content, Name = name, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteMessage(ObjectWriter json) => json.Property("content"u8, Content);
}

/// <summary>What the user says.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<UserMessage>))]
public sealed record UserMessage : ChatMessage
{
    /// <inheritdoc/>
    public override ChatRole Role => ChatRole.User;

    /// <summary>The words, images and files.</summary>
    public required MessageContent Content { get; init; }

    internal static UserMessage ReadMessage(ref Utf8JsonReader json)
    {
        (MessageContent content, string? name, ObjectReader rest) = ReadContent(ref json);
        return new() { Content = content, Name = name, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteMessage(ObjectWriter json) => json.Property("content"u8, Content);
}

/// <summary>The result of a tool call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ToolMessage>))]
public sealed record ToolMessage : ChatMessage
{
    /// <summary>The content that is sent for a tool's result that is an empty text.</summary>
    /// <remarks>MiniMax rejects an empty one: "chat content is empty (2013)".</remarks>
    public const string EmptyResult = "Success: the tool returned an empty result.";

    /// <inheritdoc/>
    public override ChatRole Role => ChatRole.Tool;

    /// <summary>The <see cref="ToolCall.Id"/> of the call.</summary>
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

    internal static ToolMessage ReadMessage(ref Utf8JsonReader json)
    {
        var rest = default(ObjectReader);
        string? role = null, name = null, toolCallId = null;
        bool? isError = null;
        MessageContent? content = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "role"u8, ref role)
                || rest.Value(ref json, "content"u8, ref content, MessageContent.Read)
                || rest.Text(ref json, "tool_call_id"u8, ref toolCallId)
                || rest.Boolean(ref json, "is_error"u8, ref isError)
                || rest.String(ref json, "name"u8, ref name)))
                rest.Keep(ref json);
        }

        return new()
        {
            ToolCallId = toolCallId ?? "",
            Content = content ?? "",
            Name = name,
            IsError = isError ?? false,
            AdditionalProperties = rest.Kept,
        };
    }

    /// <inheritdoc/>
    internal override void Write(Utf8JsonWriter json, IFileSink? files, bool nullContent)
    {
        // The OpenAI style has no field for an error.
        ToolMessage sent = IsError ? this with { IsError = false } : this;
        sent.Write(json, files);
    }

    private protected override void WriteMessage(ObjectWriter json)
    {
        json.Property("tool_call_id"u8, ToolCallId);
        json.Property("content"u8, Content);
        json.Property("is_error"u8, IsError ? true : null);
    }
}

/// <summary>A message of a role that the schema does not name; what it says is in the additional properties.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<UnknownMessage>))]
public sealed record UnknownMessage : ChatMessage
{
    /// <summary>A message of any role.</summary>
    /// <param name="role">The role as it stands on the wire.</param>
    public UnknownMessage(ChatRole role) => Role = role;

    /// <inheritdoc/>
    public override ChatRole Role { get; }

    internal static UnknownMessage ReadMessage(ref Utf8JsonReader json, string? role)
    {
        var rest = default(ObjectReader);
        string? ignored = null, name = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "role"u8, ref ignored) || rest.String(ref json, "name"u8, ref name)))
                rest.Keep(ref json);
        }

        return new(new ChatRole(role ?? "")) { Name = name, AdditionalProperties = rest.Kept };
    }

    private protected override void WriteMessage(ObjectWriter json)
    {
    }
}
