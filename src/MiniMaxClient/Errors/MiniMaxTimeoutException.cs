namespace MiniMaxClient;

/// <summary>A limit on time was reached.</summary>
public sealed class MiniMaxTimeoutException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Which limit it was.</summary>
    public TimeoutKind Kind { get; init; }

    /// <summary>How long it is; infinite when it is the app's own and does not say.</summary>
    public TimeSpan Limit { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
