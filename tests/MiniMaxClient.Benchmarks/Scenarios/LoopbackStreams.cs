using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The processor time of the client for streams over loopback.</summary>
internal sealed class LoopbackStreams(Uri server) : IScenario
{
    private const int Callers = 64;
    private const int FewCallers = 8;

    public IReadOnlyList<string> Names => ["loopback", "stream"];

    public static Figure Processor(ResponsePace pace) => new(Title(pace), "CPU µs/stream");

    private static Figure LongProcessor { get; } =
        new($"streams of 20,000 chunks, {FewCallers} callers, in bursts", "CPU ms/stream");

    public async Task RunAsync(Sizes sizes, Report report)
    {
        foreach (ResponsePace pace in (ResponsePace[])[ResponsePace.Each, ResponsePace.Burst])
        {
            var route = new Route(Shape.MiniMax, sizes.Chunks, pace);
            foreach ((Competitor entrant, Loopback.Load[] samples) in await InterleavedLoads.RunAsync(sizes, server, route, Callers))
            {
                report.Add(Processor(pace), entrant, samples.Select(load => load.Processor.TotalMicroseconds / load.Calls));
                report.Add(
                    new(Title(pace), "chunks/s"), entrant,
                    samples.Select(load => load.Calls * sizes.Chunks / load.Elapsed.TotalSeconds));
            }
        }

        var many = new Route(Shape.MiniMax, sizes.ManyChunks, ResponsePace.Burst);
        foreach ((Competitor entrant, Loopback.Load[] samples) in await InterleavedLoads.RunAsync(sizes, server, many, FewCallers))
            report.Add(LongProcessor, entrant, samples.Select(load => load.Processor.TotalMilliseconds / load.Calls));
    }

    private static string Title(ResponsePace pace) =>
        $"streams of 1,000 chunks, {Callers} callers, {(pace == ResponsePace.Each ? "flushed one by one" : "in bursts")}";
}
