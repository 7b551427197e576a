using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Runs many callers of each client in turn against the server.</summary>
internal static class InterleavedLoads
{
    /// <summary>Runs the clients in turn, as often as there are rounds.</summary>
    public static Task<IReadOnlyList<(Competitor Entrant, Loopback.Load[] Samples)>> RunAsync(
        Sizes sizes, Uri server, Route route, int callers) =>
        RunAsync(sizes, [.. sizes.Entrants.Select(entrant => new Loopback(entrant, server, route))], callers);

    /// <summary>Runs the clients in turn, as often as there are rounds, and disposes them.</summary>
    public static async Task<IReadOnlyList<(Competitor Entrant, Loopback.Load[] Samples)>> RunAsync(
        Sizes sizes, IReadOnlyList<Loopback> clients, int callers)
    {
        callers = Math.Min(callers, sizes.MaxCallers);
        try
        {
            await WarmUp.RunAsync(sizes.LoadWarmUps, async () =>
            {
                foreach (Loopback client in clients)
                    await client.RunAsync(callers, sizes.LoadWarmUp);
            });

            var samples = new Loopback.Load[clients.Count, sizes.LoadRounds];
            for (var round = 0; round < sizes.LoadRounds; round++)
            {
                for (var i = 0; i < clients.Count; i++)
                    samples[i, round] = await clients[i].RunAsync(callers, sizes.LoadSample);
            }

            return [.. clients.Select((client, i) =>
                (client.Entrant, Enumerable.Range(0, sizes.LoadRounds).Select(round => samples[i, round]).ToArray()))];
        }
        finally
        {
            foreach (Loopback client in clients)
                client.Dispose();
        }
    }
}
