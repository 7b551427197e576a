namespace MiniMaxClient;

/// <summary>A validation error of a request.</summary>
public sealed record RequestProblem
{
    /// <summary>The JSON path of the invalid value, such as <c>$.messages[2].content</c>.</summary>
    public required string Path { get; init; }

    /// <summary>A description of the error and of what is valid.</summary>
    public required string Message { get; init; }

    /// <summary>Returns the path and the message.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
