namespace MiniMaxClient;

/// <summary>The exception that is thrown if the provider rejects the API key.</summary>
public sealed class MiniMaxAuthenticationException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxAuthenticationException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxAuthenticationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
