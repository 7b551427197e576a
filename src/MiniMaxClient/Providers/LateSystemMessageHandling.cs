
namespace MiniMaxClient;

/// <summary>
/// How a system or developer message after other messages is handled where <see cref="MessageRules.SystemMessages"/> allows one
/// at the start only.
/// </summary>
public enum LateSystemMessageHandling
{
    /// <summary>Throws <see cref="MiniMaxInvalidRequestException"/> before the request is sent.</summary>
    Throw,

    /// <summary>The message is joined to the system message at the start.</summary>
    MoveToFront,

    /// <summary>
    /// The message keeps its position, as a user message whose text is between <c>&lt;instructions&gt;</c> tags.
    /// </summary>
    SendAsUser,
}
