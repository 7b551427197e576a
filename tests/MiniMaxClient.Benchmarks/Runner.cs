using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Scenarios;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks;

/// <summary>Runs the scenarios that the arguments select.</summary>
internal static class Runner
{
    private const string Check = "check";

    /// <summary>Prints the tables; of a check only that it went well.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        IScenario[] scenarios =
        [
            new MemoryStreams(),
            new MemoryPlain(),
            new LoopbackPlain(server.Address),
            new LoopbackStreams(server.Address),
            new FirstChunk(server.Address),
            new LoopbackHttp2(server.SecureAddress),
            new MemoryHistory(),
            new MemoryDocument(),
            new SlowStreams(server.Address),
            new ColdStart(server.Address),
            new Growth(),
            new BulkRequests(server.Address),
        ];
        string[] clients = [.. Competitor.All.Select(entrant => entrant.Name).Intersect(args)];
        string[] selected = [.. args.Except(clients).Except([Check])];
        if (selected.Except(scenarios.SelectMany(scenario => scenario.Names)).FirstOrDefault() is { } unknown)
        {
            Console.Error.WriteLine($"There is no scenario '{unknown}'.");
            return 1;
        }

        bool isCheck = args.Contains(Check);
        Sizes sizes = isCheck ? Sizes.Tiny : Sizes.Full;
        if (clients.Length > 0)
            sizes = sizes with { Entrants = [.. Competitor.All.Where(entrant => clients.Contains(entrant.Name))] };
        var report = new Report();
        foreach (IScenario scenario in scenarios.Where(one => selected.Length == 0 || one.Names.Intersect(selected).Any()))
        {
            Console.Error.WriteLine($"{scenario.Names[^1]} …");
            await scenario.RunAsync(sizes, report);
        }

        Console.WriteLine(isCheck ? "Every client read what it was sent." : report.ToMarkdown());
        return 0;
    }
}
