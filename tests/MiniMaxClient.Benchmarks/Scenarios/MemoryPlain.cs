using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Plain calls from memory: the client alone.</summary>
internal sealed class MemoryPlain : IScenario
{
    private const string Title = "plain call of 7 KB in memory";

    private static readonly Uri Address = new("http://127.0.0.1:1/");

    public static Figure Time { get; } = new(Title, "CPU µs");

    public static Figure Bytes { get; } = new(Title, "bytes");

    public IReadOnlyList<string> Names => ["memory", "memory-plain"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        var turns = new InterleavedRuns(sizes);
        foreach (Competitor entrant in sizes.Entrants)
        {
            PreparedResponse response = NonStreamingResponses.Create(entrant.Grammar);
            var http = new HttpClient(new PreparedHandler(response));
            IContender contender = entrant.Create(http, Address, Prompt.Question);
            turns.Add(entrant, async () => entrant.Verify(response, await contender.CompleteAsync()));
        }

        foreach ((Competitor entrant, InterleavedRuns.Cost[] samples) in await turns.RunAsync())
        {
            report.Add(Time, entrant, samples.Select(sample => sample.Nanoseconds / 1000));
            report.Add(Bytes, entrant, samples.Select(sample => sample.Bytes));
        }
    }
}
