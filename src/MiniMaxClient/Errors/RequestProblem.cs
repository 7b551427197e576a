namespace MiniMaxClient;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.messages[2].content</c>.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record RequestProblem(string Path, string Message)
{
    /// <summary>The path and the message.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
