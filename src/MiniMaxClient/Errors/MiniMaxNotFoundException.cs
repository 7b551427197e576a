namespace MiniMaxClient;

/// <summary>The provider does not know the model or the path.</summary>
public sealed class MiniMaxNotFoundException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
