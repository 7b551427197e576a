using System.Diagnostics;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The time from the start of a process to its first response, compiled just in time and ahead of time.</summary>
internal sealed class ColdStart(Uri server) : IScenario
{
    public static Figure JustInTime { get; } = new("cold start to the first response, JIT", "ms of the process");

    public static Figure AheadOfTime { get; } = new("cold start to the first response, AOT", "ms of the process");

    public static Figure Size { get; } = new("program compiled ahead of time", "MB");

    public IReadOnlyList<string> Names => ["cold"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        Competitor[] entrants = [.. sizes.Entrants.Where(entrant => entrant != Competitor.Floor2)];
        string program = ColdStartPrograms.JustInTime();
        await RunAsync(JustInTime, entrants, _ => program, sizes, report);
        if (!sizes.CompilesAheadOfTime)
            return;
        if (!ColdStartPrograms.HasLinker())
        {
            report.AddNote("gcc is not here: nothing was compiled ahead of time.");
            return;
        }

        var programs = new Dictionary<Competitor, string>();
        foreach (Competitor entrant in entrants.Where(one => one != Competitor.Anthropic))
        {
            if (await ColdStartPrograms.AheadOfTimeAsync(entrant) is { } compiled)
                programs[entrant] = compiled;
            else
                report.AddNote($"{entrant.Name} could not be compiled ahead of time.");
        }

        await RunAsync(AheadOfTime, [.. programs.Keys], entrant => programs[entrant], sizes, report);
        foreach ((Competitor entrant, string path) in programs)
            report.Add(Size, entrant, [new FileInfo(path).Length / 1e6]);
    }

    private async Task RunAsync(
        Figure figure, Competitor[] entrants, Func<Competitor, string> program, Sizes sizes, Report report)
    {
        var samples = entrants.ToDictionary(entrant => entrant, _ => new List<double>());

        // The first round brings the files into memory.
        for (var round = -1; round < sizes.ColdStarts; round++)
        {
            foreach (Competitor entrant in entrants)
            {
                double time = await StartAsync(entrant, program(entrant));
                if (round >= 0)
                    samples[entrant].Add(time);
            }
        }

        foreach (Competitor entrant in entrants)
            report.Add(figure, entrant, samples[entrant]);
    }

    private async Task<double> StartAsync(Competitor entrant, string program)
    {
        long started = TimeProvider.System.GetTimestamp();
        var start = new ProcessStartInfo(program, [entrant.Name, Route.Plain.ToUri(server).AbsoluteUri])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        double time = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        int characters = int.Parse(await process.StandardOutput.ReadToEndAsync());
        if (process.ExitCode != 0 || characters == 0)
            throw new InvalidOperationException($"{entrant.Name} returned no response.");
        return time;
    }
}
