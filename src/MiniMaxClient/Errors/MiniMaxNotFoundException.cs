namespace MiniMaxClient;

/// <summary>The exception that is thrown if the model or the path does not exist at the provider.</summary>
public sealed class MiniMaxNotFoundException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxNotFoundException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
