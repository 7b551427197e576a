using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>A situation in which all clients are measured.</summary>
internal interface IScenario
{
    /// <summary>The words that select it on the command line.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Runs it, clients in turn, and reports.</summary>
    Task RunAsync(Sizes sizes, Report report);
}
