namespace MiniMaxClient;

/// <summary>The provider does not accept the key.</summary>
public sealed class MiniMaxAuthenticationException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxAuthenticationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
