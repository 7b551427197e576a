namespace MiniMaxClient;

/// <summary>The provider could not be reached, or the connection broke before a plain answer was whole.</summary>
public sealed class MiniMaxConnectionException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => !IsPermanent;

    /// <summary>Whether trying again is known to be in vain: the certificate is not trusted.</summary>
    public bool IsPermanent { get; init; }
}
