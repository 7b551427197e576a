namespace MiniMaxClient;

/// <summary>The exception that is thrown if a stream ends before the response is complete.</summary>
/// <remarks>Never retried automatically: a retry generates a new response, which is billed again.</remarks>
public sealed class MiniMaxStreamInterruptedException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxStreamInterruptedException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxStreamInterruptedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
