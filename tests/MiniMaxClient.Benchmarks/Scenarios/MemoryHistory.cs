using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>A long history, sent again and again, from memory.</summary>
internal sealed class MemoryHistory : IScenario
{
    private const string Title = "history of 800 KB in memory";

    private static readonly Uri Address = new("http://127.0.0.1:1/");

    public static Figure Time { get; } = new(Title, "CPU µs");

    public static Figure Bytes { get; } = new(Title, "bytes");

    public IReadOnlyList<string> Names => ["big", "history"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        var prompt = Prompt.History(sizes.HistoryBytes);
        var turns = new InterleavedRuns(sizes);
        foreach (Competitor entrant in sizes.Entrants)
        {
            PreparedResponse response = NonStreamingResponses.Create(entrant.Grammar);
            IContender contender = entrant.Create(new HttpClient(new PreparedHandler(response)), Address, prompt);
            turns.Add(entrant, async () => entrant.Verify(response, await contender.CompleteAsync()));
        }

        foreach ((Competitor entrant, InterleavedRuns.Cost[] samples) in await turns.RunAsync())
        {
            report.Add(Time, entrant, samples.Select(sample => sample.Nanoseconds / 1000));
            report.Add(Bytes, entrant, samples.Select(sample => sample.Bytes));
        }
    }
}
