namespace MiniMaxClient.Benchmarks.Results;

/// <summary>A figure that is measured for each client.</summary>
/// <param name="Title">The scenario.</param>
/// <param name="Unit">The unit of the numbers.</param>
internal sealed record Figure(string Title, string Unit);
