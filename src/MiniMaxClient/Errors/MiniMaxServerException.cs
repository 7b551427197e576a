namespace MiniMaxClient;

/// <summary>The exception that is thrown if the provider fails, or if its circuit breaker is open.</summary>
public sealed class MiniMaxServerException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxServerException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same request may succeed if it is sent again later; true unless <see cref="IsPermanent"/>.</summary>
    public override bool IsTransient => !IsPermanent;

    /// <summary>Whether a retry is pointless: the failure is known to be permanent, or its error code is unknown.</summary>
    public bool IsPermanent { get; init; }
}
