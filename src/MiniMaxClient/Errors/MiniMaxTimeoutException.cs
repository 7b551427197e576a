namespace MiniMaxClient;

/// <summary>A limit on time was reached.</summary>
public sealed class MiniMaxTimeoutException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The limit.</summary>
    public TimeSpan Limit { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
