namespace MiniMaxClient;

/// <summary>The exception that is thrown if a content filter of the provider rejects the prompt or the response.</summary>
public sealed class MiniMaxContentFilteredException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxContentFilteredException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxContentFilteredException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
