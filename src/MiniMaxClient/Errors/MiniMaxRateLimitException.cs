namespace MiniMaxClient;

/// <summary>Too many requests, or too many at once.</summary>
public sealed class MiniMaxRateLimitException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxRateLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
