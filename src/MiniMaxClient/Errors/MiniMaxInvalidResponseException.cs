namespace MiniMaxClient;

/// <summary>The exception that is thrown if a response violates the protocol or does not match the requested type.</summary>
/// <remarks>
/// Such a response is not JSON, is too large or has no content. A response that does not match the requested type of a
/// structured output is complete in <see cref="MiniMaxException.Partial"/>.
/// </remarks>
public sealed class MiniMaxInvalidResponseException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxInvalidResponseException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxInvalidResponseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
