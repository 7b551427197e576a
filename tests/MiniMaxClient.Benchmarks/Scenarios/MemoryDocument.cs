using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>A document's bytes, made into a part of a request and sent, from memory; the scan of floor 2 sends none.</summary>
internal sealed class MemoryDocument : IScenario
{
    private const string Title = "PDF part of 20 MB in memory";
    private const int SmallBytes = 30_000;

    private static readonly Uri Address = new("http://127.0.0.1:1/");

    public static Figure Time { get; } = new($"{Title}, request made and sent", "CPU ms");

    public static Figure FirstBytes { get; } = new($"{Title}, first call, beyond the document's bytes", "MB");

    public static Figure Body { get; } = new($"{Title}, body to what base64 needs", "ratio");

    public IReadOnlyList<string> Names => ["big", "pdf"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        // Its base64 is the part of 20 MB.
        var large = Prompt.Document(sizes.DocumentBytes);
        var small = Prompt.Document(SmallBytes);
        var turns = new InterleavedRuns(sizes);
        foreach (Competitor entrant in sizes.Entrants.Where(entrant => entrant != Competitor.Floor2))
        {
            PreparedResponse response = NonStreamingResponses.Create(entrant.Grammar);
            for (var i = 0; i < sizes.DocumentWarmUps; i++)
                await SendAsync(entrant, response, small);
            long sent = 0;
            InterleavedRuns.Cost first = await InterleavedRuns.MeasureAsync(
                async () => sent = await SendAsync(entrant, response, large), TimeSpan.Zero);
            report.Add(FirstBytes, entrant, [first.Bytes / 1e6]);
            report.Add(Body, entrant, [sent / (Math.Ceiling(sizes.DocumentBytes / 3.0) * 4)]);
            turns.Add(entrant, () => SendAsync(entrant, response, large));
        }

        foreach ((Competitor entrant, InterleavedRuns.Cost[] samples) in await turns.RunAsync())
            report.Add(Time, entrant, samples.Select(sample => sample.Nanoseconds / 1e6));
    }

    private static async Task<long> SendAsync(Competitor entrant, PreparedResponse response, Prompt prompt)
    {
        using var handler = new PreparedHandler(response);
        using var http = new HttpClient(handler);
        using IContender contender = entrant.Create(http, Address, prompt);
        entrant.Verify(response, await contender.CompleteAsync());
        return handler.BytesSent;
    }
}
