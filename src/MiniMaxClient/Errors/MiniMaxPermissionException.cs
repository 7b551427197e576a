namespace MiniMaxClient;

/// <summary>The key is good, and what is asked is not allowed to it.</summary>
public sealed class MiniMaxPermissionException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxPermissionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
