using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Non-streaming calls of many concurrent callers.</summary>
internal sealed class LoopbackPlain(Uri server) : IScenario
{
    /// <summary>The numbers of concurrent callers.</summary>
    public static IReadOnlyList<int> Callers { get; } = [64, 512];

    public IReadOnlyList<string> Names => ["loopback", "plain"];

    public static Figure Rate(int callers) => new($"plain calls over loopback, {callers} callers", "calls/s");

    public async Task RunAsync(Sizes sizes, Report report)
    {
        foreach (int callers in Callers)
        {
            foreach ((Competitor entrant, Loopback.Load[] samples) in await InterleavedLoads.RunAsync(sizes, server, Route.Plain, callers))
                report.Add(Rate(callers), entrant, samples.Select(load => load.Calls / load.Elapsed.TotalSeconds));
        }
    }
}
