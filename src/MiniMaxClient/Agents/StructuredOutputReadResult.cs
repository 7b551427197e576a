namespace MiniMaxClient.Agents;

/// <summary>The result of parsing structured output.</summary>
/// <typeparam name="T">The type of the structured output.</typeparam>
/// <param name="Value">The value, if it is valid.</param>
/// <param name="ErrorMessage">A description of the problem for the model; null if the value is valid.</param>
/// <param name="InnerException">The exception of the deserialization.</param>
/// <param name="IsUncorrectable">Whether a correction cannot help, because the model called a tool of the caller.</param>
internal readonly record struct StructuredOutputReadResult<T>(
    T? Value, string? ErrorMessage = null, Exception? InnerException = null, bool IsUncorrectable = false);
