namespace MiniMaxClient;

/// <summary>The request is wrong: the same one will fail again.</summary>
public sealed class MiniMaxInvalidRequestException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxInvalidRequestException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What is wrong, by place; empty when the provider said so and not this library.</summary>
    /// <remarks>When it is not empty, nothing was sent.</remarks>
    public IReadOnlyList<RequestProblem> Problems { get; init; } = [];
}
