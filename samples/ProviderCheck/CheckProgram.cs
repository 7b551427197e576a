using MiniMaxClient.Samples.ProviderCheck.Reports;
using MiniMaxClient.Samples.ProviderCheck.Wire;
using Spectre.Console;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Runs the checks of all targets, and writes the table, the reports and the cassettes.</summary>
/// <param name="output">The console of the table.</param>
/// <param name="progress">The console of the progress.</param>
/// <param name="readVariable">Reads an environment variable.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class CheckProgram(
    IAnsiConsole output, IAnsiConsole progress, Func<string, string?> readVariable, TimeProvider timeProvider)
{
    public const int AsAssumed = 0;
    public const int Differences = 1;
    public const int WrongUsage = 2;
    public const int Incomplete = 3;

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            CheckOptions options = CheckOptions.Parse(arguments);
            if (options.ShowsHelp)
            {
                output.WriteLine(CheckOptions.Usage);
                return AsAssumed;
            }

            await using TargetSelection selection =
                await TargetSelection.CreateAsync(options, readVariable, CancellationToken.None);
            foreach (string reason in selection.Skipped)
                progress.WriteLine(reason);
            return await CheckTargetsAsync(selection.Targets, options, cancellationToken);
        }
        catch (UsageException e)
        {
            progress.WriteLine($"{e.Message}\n\n{CheckOptions.Usage}");
            return WrongUsage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.WriteLine(e.Message);
            return Incomplete;
        }
    }

    private async Task<int> CheckTargetsAsync(
        IReadOnlyList<Target> targets, CheckOptions options, CancellationToken cancellationToken)
    {
        var ceiling = new SpendCeiling(options.MaxCost);
        List<TargetResult> all = [];
        foreach (IGrouping<string, Target> provider in targets.GroupBy(static target => target.FileName))
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            IReadOnlyList<TargetResult> results = await CheckProviderAsync([.. provider], ceiling, options, cancellationToken);
            all.AddRange(results);
        }

        output.WriteLine($"Cost: {Money.Format(ceiling.Spent)} of {Money.Format(ceiling.MaxUsd)} USD.");
        return cancellationToken.IsCancellationRequested && GetExitCode(all) == AsAssumed ? Incomplete : GetExitCode(all);
    }

    private async Task<IReadOnlyList<TargetResult>> CheckProviderAsync(
        Target[] targets, SpendCeiling ceiling, CheckOptions options, CancellationToken cancellationToken)
    {
        var files = new ReportFiles(options.OutputFolder, targets[0].FileName);
        files.Verify();
        string[] keys = [.. targets.Select(static target => target.Key).OfType<string>().Distinct()];
        if (keys.Any(static key => key.Length < KeyRedactor.MinLength))
        {
            progress.WriteLine(
                $"The key has fewer than {KeyRedactor.MinLength} characters, so that texts of the server can quote it.");
        }

        var redactor = new KeyRedactor(keys);
        List<TargetResult> results = [];
        HttpMessageHandler transport = Transport.Create(files.Recording, keys, timeProvider);
        foreach (Target target in targets)
            results.Add(await CheckTargetAsync(target, transport, ceiling, options.Timeout, cancellationToken));
        foreach (TargetResult result in results)
            ResultTable.Write(output, result, redactor);
        EndRecording(transport);
        // A run without any response does not replace the files of an earlier one.
        TargetResult[] written = [.. results.Where(static result => result.HasEvidence)];
        if (written.Length > 0)
            files.Write(written, redactor, progress.WriteLine);
        else
            File.Delete(files.Recording);
        output.WriteLine($"Written: {(files.Names.Any() ? string.Join(", ", files.Names) : "nothing, because no check ran")}");
        output.WriteLine();
        return results;
    }

    private void EndRecording(HttpMessageHandler transport)
    {
        try
        {
            transport.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.WriteLine($"The recording is incomplete: {e.Message}");
        }
    }

    private async Task<TargetResult> CheckTargetAsync(
        Target target,
        HttpMessageHandler transport,
        SpendCeiling ceiling,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var client = new CheckClient(target, transport, ceiling, timeProvider);
        var runner = new CheckRunner(new(target, client), ceiling, timeout, timeProvider);
        IReadOnlyList<Check> checks = CheckList.GetChecks(target.Protocol);
        decimal before = ceiling.Spent;
        IReadOnlyList<CheckResult> results = await ProgressDisplay.ShowAsync(
            progress, target, checks.Count, report => runner.RunAsync(checks, report, cancellationToken));
        return new(target, results, ceiling.Spent - before);
    }

    private static int GetExitCode(List<TargetResult> results) =>
        results.Any(static result => result.Count(Outcome.Different) > 0) ? Differences
        : results.Any(static result => result.Count(Outcome.NotRun) > 0) ? Incomplete
        : AsAssumed;
}
