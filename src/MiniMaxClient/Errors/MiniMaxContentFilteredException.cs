namespace MiniMaxClient;

/// <summary>The provider refuses the prompt or the answer for what it says.</summary>
public sealed class MiniMaxContentFilteredException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxContentFilteredException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
