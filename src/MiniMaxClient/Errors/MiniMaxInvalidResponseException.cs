namespace MiniMaxClient;

/// <summary>
/// The answer is not what the protocol says: not JSON, too large, or without an answer in it; or it does not fit the type that
/// was asked for, and is whole in <see cref="MiniMaxException.Partial"/>.
/// </summary>
public sealed class MiniMaxInvalidResponseException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxInvalidResponseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
