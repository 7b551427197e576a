namespace MiniMaxClient;

/// <summary>The provider failed.</summary>
public sealed class MiniMaxServerException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same request may succeed later: true unless the thrower knows better.</summary>
    public override bool IsTransient => !IsPermanent;

    /// <summary>Whether trying again is known to be in vain, or nobody explains the error's code.</summary>
    public bool IsPermanent { get; init; }
}
