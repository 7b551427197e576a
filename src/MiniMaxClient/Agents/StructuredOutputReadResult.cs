namespace MiniMaxClient.Agents;

/// <summary>What an answer was read as.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="Value">The answer, where it fits.</param>
/// <param name="ErrorMessage">What is wrong with it, for the model to read; null where it fits.</param>
/// <param name="InnerException">The exception of the type's reader.</param>
/// <param name="IsUncorrectable">Whether a correction would not help: the model called a tool of the caller.</param>
internal readonly record struct StructuredOutputReadResult<T>(
    T? Value, string? ErrorMessage = null, Exception? InnerException = null, bool IsUncorrectable = false);
