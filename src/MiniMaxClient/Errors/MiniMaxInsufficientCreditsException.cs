namespace MiniMaxClient;

/// <summary>The account has no money or quota left.</summary>
/// <remarks>AIML API says so with HTTP 403, RunAPI and ModelsLab with 402, MiniMax with 1008 in the body.</remarks>
public sealed class MiniMaxInsufficientCreditsException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxInsufficientCreditsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
