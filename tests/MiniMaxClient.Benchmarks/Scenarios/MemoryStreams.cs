using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Streams from memory: the client alone, by the chunk.</summary>
internal sealed class MemoryStreams : IScenario
{
    private static readonly Uri Address = new("http://127.0.0.1:1/");

    public IReadOnlyList<string> Names => ["memory", "memory-stream"];

    public static Figure Time(Shape shape, Delivery delivery) => new(Title(shape, delivery), "CPU ns/chunk");

    public static Figure Bytes(Shape shape, Delivery delivery) => new(Title(shape, delivery), "bytes/chunk");

    public async Task RunAsync(Sizes sizes, Report report)
    {
        foreach (Shape shape in Enum.GetValues<Shape>())
        {
            foreach (Delivery delivery in Enum.GetValues<Delivery>())
                await RunAsync(shape, delivery, sizes, report);
        }
    }

    private static async Task RunAsync(Shape shape, Delivery delivery, Sizes sizes, Report report)
    {
        var turns = new InterleavedRuns(sizes);
        foreach (Competitor entrant in sizes.Entrants)
        {
            PreparedResponse response = StreamedResponses.Create(entrant.Grammar, shape, sizes.Chunks);
            var http = new HttpClient(new PreparedHandler(response, delivery));
            IContender contender = entrant.Create(http, Address, Prompt.Question);
            turns.Add(entrant, async () => entrant.Verify(response, await contender.StreamAsync()));
        }

        foreach ((Competitor entrant, InterleavedRuns.Cost[] samples) in await turns.RunAsync())
        {
            report.Add(Time(shape, delivery), entrant, samples.Select(sample => sample.Nanoseconds / sizes.Chunks));
            report.Add(Bytes(shape, delivery), entrant, samples.Select(sample => sample.Bytes / sizes.Chunks));
        }
    }

    private static string Title(Shape shape, Delivery delivery)
    {
        string what = shape switch
        {
            Shape.ToolCalls => "tool-call deltas",
            Shape.MiniMaxAllDifferent => "MiniMax-shaped chunks, each different,",
            Shape.OpenAIAllDifferent => "OpenAI-shaped chunks, each different,",
            _ => $"{shape}-shaped chunks",
        };
        return $"{what} in memory, {(delivery == Delivery.Burst ? "in bursts" : "one by one")}";
    }
}
