namespace MiniMaxClient;

/// <summary>The exception that is thrown if the request is invalid; the same request fails again.</summary>
public sealed class MiniMaxInvalidRequestException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxInvalidRequestException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxInvalidRequestException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The validation errors; empty if the provider rejected the request, and not this library.</summary>
    /// <remarks>If there are validation errors, the request was not sent.</remarks>
    public IReadOnlyList<RequestProblem> Problems { get; init; } = [];
}
