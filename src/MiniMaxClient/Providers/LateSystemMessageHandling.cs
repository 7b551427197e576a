namespace MiniMaxClient;

/// <summary>
/// Specifies how a system or developer message after other messages is handled if <see cref="MessageRules.SystemMessages"/>
/// allows such messages only at the start.
/// </summary>
public enum LateSystemMessageHandling
{
    /// <summary>Throws <see cref="MiniMaxInvalidRequestException"/> before the request is sent.</summary>
    Throw,

    /// <summary>Merges the message into the system message at the start.</summary>
    MoveToFront,

    /// <summary>
    /// Sends the message at its position as a user message, with its text between <c>&lt;instructions&gt;</c> tags.
    /// </summary>
    SendAsUser,
}
