namespace MiniMaxClient.Agents;

/// <summary>What an answer was read as.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="Value">The answer, where it fits.</param>
/// <param name="Problem">What is wrong with it, for the model to read; null where it fits.</param>
/// <param name="Cause">What the type said of it.</param>
internal readonly record struct AnswerReading<T>(T? Value, string? Problem = null, Exception? Cause = null);
