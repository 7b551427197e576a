using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>Represents the rules of a model or a protocol for the messages of a request.</summary>
/// <remarks>
/// The client adapts a request where that is lossless: it merges system messages at the start and omits empty text parts next to
/// other parts. It rejects all other violations before sending.
/// </remarks>
[Experimental("MINIMAX1001")]
public sealed record MessageRules
{
    /// <summary>Gets the source of the rules, for the message of a validation error.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the allowed positions of system and developer messages.</summary>
    /// <value>Default: <see cref="SystemMessagePlacement.Anywhere"/>.</value>
    public SystemMessagePlacement SystemMessages { get; init; }

    /// <summary>
    /// Gets whether empty text is rejected in tool messages and in user messages; in user messages white space counts as empty.
    /// </summary>
    /// <value>Default: false.</value>
    public bool RejectsEmptyText { get; init; }

    /// <summary>Gets the rules of MiniMax's models.</summary>
    /// <remarks>
    /// MiniMax rejects several system messages with "invalid chat setting (2013)" (openclaw#19386, MiniMax-M2#51), a system
    /// message after others with "chat content has invalid message role: system (2013)" (note-gen#918) and an empty text with
    /// "chat content is empty (2013)" (pi#3311, openclaw#74206).
    /// </remarks>
    public static MessageRules MiniMax { get; } = new()
    {
        Source = "MiniMax's error 2013",
        SystemMessages = SystemMessagePlacement.First,
        RejectsEmptyText = true,
    };

    /// <summary>Gets the rules that allow all messages, for a host without documented rules.</summary>
    internal static MessageRules None { get; } = new() { Source = "OpenAI's schema" };
}

/// <summary>Specifies the allowed positions of system and developer messages in a request.</summary>
[Experimental("MINIMAX1001")]
public enum SystemMessagePlacement
{
    /// <summary>Any number of messages at any position.</summary>
    Anywhere,

    /// <summary>One message, at the start of the request.</summary>
    First,

    /// <summary>A separate field of the request, so that at least one other message is required.</summary>
    SeparateField,
}
