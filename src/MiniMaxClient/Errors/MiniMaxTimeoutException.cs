namespace MiniMaxClient;

/// <summary>The exception that is thrown if a timeout elapses.</summary>
public sealed class MiniMaxTimeoutException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxTimeoutException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The timeout that elapsed.</summary>
    public TimeoutKind Kind { get; init; }

    /// <summary>The length of the timeout; infinite if it is a timeout of the application of unknown length.</summary>
    public TimeSpan Limit { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
