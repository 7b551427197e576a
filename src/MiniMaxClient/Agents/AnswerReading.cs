namespace MiniMaxClient.Agents;

/// <summary>What an answer was read as.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="Value">The answer, where it fits.</param>
/// <param name="Problem">What is wrong with it, for the model to read; null where it fits.</param>
/// <param name="Cause">The exception of the type's reader.</param>
/// <param name="IsFinal">Whether a correction would not help: the model called a tool of the caller.</param>
internal readonly record struct AnswerReading<T>(
    T? Value, string? Problem = null, Exception? Cause = null, bool IsFinal = false);
