using Spectre.Console;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Displays the progress: a bar on a terminal, otherwise a line for each check.</summary>
internal static class ProgressDisplay
{
    private const int BarWidth = 16;

    /// <summary>Displays the progress of a run.</summary>
    public static async Task<IReadOnlyList<CheckResult>> ShowAsync(
        IAnsiConsole console,
        Target target,
        int count,
        Func<Action<CheckResult>, Task<IReadOnlyList<CheckResult>>> run)
    {
        int number = 0;
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            console.WriteLine($"Checking {target.Heading}");
            return await run(result => console.WriteLine(
                $"[{++number}/{count}] {result.Check.Id}: {result.Finding.Outcome.ToText()}"));
        }

        IReadOnlyList<CheckResult> results = [];
        await console.Progress()
            .Columns(
                new ProgressBarColumn { Width = BarWidth },
                new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(target.Heading), maxValue: count);
                results = await run(result =>
                {
                    bar.Increment(1);
                    bar.Description = Markup.Escape($"{target.Provider}, {target.Protocol.ToText()}: {result.Check.Id}");
                });
            });
        return results;
    }
}
