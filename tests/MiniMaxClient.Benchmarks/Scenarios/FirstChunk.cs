using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The time from a call to its first text, one call at a time over loopback.</summary>
internal sealed class FirstChunk(Uri server) : IScenario
{
    private const int Chunks = 10;

    public static Figure Delay { get; } = new("first text of a stream over loopback, p50", "µs");

    public IReadOnlyList<string> Names => ["loopback", "first"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        var route = new Route(Shape.MiniMax, Chunks, ResponsePace.Each);
        Loopback[] clients = [.. sizes.Entrants.Select(entrant => new Loopback(entrant, server, route))];
        Dictionary<Loopback, List<double>> delays = clients.ToDictionary(client => client, _ => new List<double>());

        // Call by call in turn, so that a busy moment of the machine hits all alike; the first half warms up.
        for (var i = 0; i < sizes.FirstChunkCalls * 2; i++)
        {
            foreach (Loopback client in clients)
            {
                long started = TimeProvider.System.GetTimestamp();
                TimeSpan delay = default;
                await client.CallAsync(() => delay = TimeProvider.System.GetElapsedTime(started));
                if (i >= sizes.FirstChunkCalls)
                    delays[client].Add(delay.TotalMicroseconds);
            }
        }

        foreach (Loopback client in clients)
        {
            report.Add(Delay, client.Entrant, delays[client]);
            client.Dispose();
        }
    }
}
