using System.Globalization;
using Spectre.Console;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Displays a progress bar with tokens per second and cost during a run, and a table at the end.</summary>
internal sealed class ProgressDisplay : IProgress<BulkProgress>
{
    private readonly ProgressTask _bar;
    private BulkProgress _last = new();

    private ProgressDisplay(ProgressTask bar) => _bar = bar;

    /// <summary>Displays the progress of a run.</summary>
    /// <param name="total">The number of requests; null if it is not known.</param>
    /// <param name="run">The run, which reports its progress to the display and returns the reason of an early stop.</param>
    /// <returns>The reason why the run stopped early; null if it completed.</returns>
    public static async Task<string?> ShowAsync(int? total, Func<ProgressDisplay, Task<string?>> run)
    {
        string? stopReason = null;
        BulkProgress last = new();
        await AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask("starting", maxValue: Math.Max(total ?? 1, 1));
                bar.IsIndeterminate = total is null;
                var display = new ProgressDisplay(bar);
                stopReason = await run(display);
                last = display._last;
            });
        AnsiConsole.Write(CreateTable(last));
        return stopReason;
    }

    public void Report(BulkProgress value)
    {
        _last = value;
        _bar.Value = value.Succeeded + value.Failed;
        string wait = value.RateLimitDelay > TimeSpan.Zero
            ? FormatInvariant($", waiting {value.RateLimitDelay.TotalSeconds:F0} s")
            : "";
        string counts = FormatInvariant(
            $"{value.Succeeded:N0} succeeded, {value.Failed:N0} failed, {ComputeTokensPerSecond(value):N0} tokens/s");
        _bar.Description = Markup.Escape(FormatInvariant(
            $"{counts}, {FormatCost(value)}, {value.Running} of {value.Concurrency} running{wait}"));
    }

    private static Table CreateTable(BulkProgress sum) => new Table { Border = TableBorder.Rounded }
        .AddColumns("succeeded", "failed", "retried", "tokens in", "out", "per second", "cost", "time")
        .AddRow(
            FormatInvariant($"{sum.Succeeded:N0}"),
            FormatInvariant($"{sum.Failed:N0}"),
            FormatInvariant($"{sum.Requeued:N0}"),
            FormatInvariant($"{sum.PromptTokens:N0}"),
            FormatInvariant($"{sum.CompletionTokens:N0}"),
            FormatInvariant($"{ComputeTokensPerSecond(sum):N0}"),
            FormatCost(sum),
            FormatInvariant($"{sum.Elapsed:mm\\:ss}"));

    private static double ComputeTokensPerSecond(BulkProgress sum) =>
        sum.CompletionTokens / Math.Max(sum.Elapsed.TotalSeconds, 0.001);

    private static string FormatCost(BulkProgress sum) => sum.Cost is { } cost ? FormatInvariant($"{cost.Usd:F4} USD") : "? USD";

    private static string FormatInvariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
