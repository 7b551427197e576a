using System.Diagnostics;
using System.Globalization;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Thousands of streams that wait most of the time, each client in a process of its own.</summary>
internal sealed class SlowStreams(Uri server) : IScenario
{
    public IReadOnlyList<string> Names => ["slow"];

    public static Figure Heap(int streams) => new(Title(streams), "live heap, KB/stream");

    public static Figure WorkingSet(int streams) => new(Title(streams), "peak working set, MB");

    public static Figure Processor(int streams) => new(Title(streams), "CPU ms/s");

    public async Task RunAsync(Sizes sizes, Report report)
    {
        foreach (int streams in sizes.SlowStreams)
        {
            Competitor[] entrants = [.. sizes.Entrants.Where(entrant => entrant != Competitor.Floor2)];
            var samples = entrants.ToDictionary(entrant => entrant, _ => new List<double[]>());
            int rounds = streams == sizes.SlowStreams[^1] ? sizes.SlowRounds : 1;
            for (var round = 0; round < rounds; round++)
            {
                foreach (Competitor entrant in entrants)
                    samples[entrant].Add(await RunChildAsync(entrant, streams, sizes));
            }

            foreach (Competitor entrant in entrants)
                report.Add(Heap(streams), entrant, samples[entrant].Select(sample => sample[0]));
            foreach (Competitor entrant in entrants)
                report.Add(WorkingSet(streams), entrant, samples[entrant].Select(sample => sample[1]));
            foreach (Competitor entrant in entrants)
                report.Add(Processor(streams), entrant, samples[entrant].Select(sample => sample[2]));
        }
    }

    private async Task<double[]> RunChildAsync(Competitor entrant, int streams, Sizes sizes)
    {
        string window = sizes.SlowWindow.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        using Process child = SelfProcess.Start(SlowClient.Argument, entrant.Name, server.AbsoluteUri, $"{streams}", window);
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"{entrant.Name} failed with {streams} slow streams.");
        return [.. output.Trim().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static string Title(int streams) => $"{streams:#,##0} streams of a chunk each 200 ms";
}
