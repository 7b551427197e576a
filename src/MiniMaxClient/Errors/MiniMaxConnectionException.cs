namespace MiniMaxClient;

/// <summary>The exception that is thrown if the provider cannot be reached or a connection is lost.</summary>
/// <remarks>A stream whose connection is lost throws <see cref="MiniMaxStreamInterruptedException"/> instead.</remarks>
public sealed class MiniMaxConnectionException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxConnectionException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => !IsPermanent;

    /// <summary>
    /// Whether a retry is pointless, because the server certificate is not trusted or the address requires service discovery.
    /// </summary>
    public bool IsPermanent { get; init; }
}
