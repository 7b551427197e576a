namespace MiniMaxClient;

/// <summary>The exception that is thrown if the account has insufficient credits or quota.</summary>
/// <remarks>AIML API sends HTTP 403, RunAPI and ModelsLab send HTTP 402, and MiniMax sends the code 1008 in the body.</remarks>
public sealed class MiniMaxInsufficientCreditsException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxInsufficientCreditsException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxInsufficientCreditsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
