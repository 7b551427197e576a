using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>What a model or a protocol requires of the messages of a request.</summary>
/// <remarks>
/// The client adapts a request where that loses nothing: it joins system messages at the start and leaves out empty texts beside
/// others. It rejects the rest before sending.
/// </remarks>
[Experimental("MINIMAX1001")]
public sealed record MessageRules
{
    /// <summary>Gets the source of the rules, for the message of a validation error.</summary>
    public required string Source { get; init; }

    /// <summary>Gets where system and developer messages may be.</summary>
    /// <value>Default: <see cref="SystemMessagePlacement.Anywhere"/>.</value>
    public SystemMessagePlacement SystemMessages { get; init; }

    /// <summary>
    /// Gets whether an empty text is rejected: of a user message, where white space alone counts as empty, and of a tool message.
    /// </summary>
    /// <value>Default: false.</value>
    public bool RejectsEmptyText { get; init; }

    /// <summary>Gets the rules of MiniMax's models.</summary>
    /// <remarks>
    /// Several system messages are answered with "invalid chat setting (2013)" (openclaw#19386, MiniMax-M2#51), a late one with
    /// "chat content has invalid message role: system (2013)" (note-gen#918), an empty text with "chat content is empty (2013)"
    /// (pi#3311, openclaw#74206).
    /// </remarks>
    public static MessageRules MiniMax { get; } = new()
    {
        Source = "MiniMax's error 2013",
        SystemMessages = SystemMessagePlacement.First,
        RejectsEmptyText = true,
    };

    /// <summary>No rules: a host that nobody documented gets the messages as they are.</summary>
    internal static MessageRules None { get; } = new() { Source = "OpenAI's schema" };
}

/// <summary>Where system and developer messages may be in a request.</summary>
[Experimental("MINIMAX1001")]
public enum SystemMessagePlacement
{
    /// <summary>Anywhere, any number of them.</summary>
    Anywhere,

    /// <summary>One message, the first of the request.</summary>
    First,

    /// <summary>A field beside the messages, so that at least one other message is needed.</summary>
    SeparateField,
}
