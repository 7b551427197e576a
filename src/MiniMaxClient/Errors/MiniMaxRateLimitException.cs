namespace MiniMaxClient;

/// <summary>The exception that is thrown if a rate limit or a concurrency limit is exceeded.</summary>
/// <remarks>The limit is the provider's, or one that is configured in this library.</remarks>
public sealed class MiniMaxRateLimitException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxRateLimitException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxRateLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
