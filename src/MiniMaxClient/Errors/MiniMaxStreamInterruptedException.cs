namespace MiniMaxClient;

/// <summary>A stream broke off before the answer was whole.</summary>
/// <remarks>Sending the request again starts a new answer and is paid again, so this library never does it by itself.</remarks>
public sealed class MiniMaxStreamInterruptedException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxStreamInterruptedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
