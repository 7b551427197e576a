namespace MiniMaxClient;

/// <summary>The exception that is thrown if the API key is valid but does not permit the request.</summary>
public sealed class MiniMaxPermissionException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxPermissionException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxPermissionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
