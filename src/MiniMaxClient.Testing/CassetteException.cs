namespace MiniMaxClient.Testing;

/// <summary>The exception that is thrown if a cassette cannot be read, or if a replay differs from it.</summary>
public sealed class CassetteException : Exception
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="message">The message.</param>
    public CassetteException(string message)
        : base(message)
    {
    }

    internal CassetteException(string message, int line, Exception? innerException = null)
        : base($"Line {line}: {message}", innerException) => Line = line;

    /// <summary>Gets the line of the file that is invalid, from 1; null if the exception is not about a line.</summary>
    public int? Line { get; }
}
