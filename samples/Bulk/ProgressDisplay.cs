using System.Globalization;
using Spectre.Console;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>A bar with tokens per second and money while it runs, and a table at the end.</summary>
internal sealed class ProgressDisplay : IProgress<BulkProgress>
{
    private readonly ProgressTask _bar;
    private BulkProgress _last = new();

    private ProgressDisplay(ProgressTask bar) => _bar = bar;

    /// <summary>Shows a run.</summary>
    /// <param name="total">How many requests there are; null when nobody knows.</param>
    /// <param name="run">The run, which tells its progress.</param>
    /// <returns>Why it ended before its end; null when it did not.</returns>
    public static async Task<string?> ShowAsync(int? total, Func<ProgressDisplay, Task<string?>> run)
    {
        string? stop = null;
        BulkProgress last = new();
        await AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask("begins", maxValue: Math.Max(total ?? 1, 1));
                bar.IsIndeterminate = total is null;
                var display = new ProgressDisplay(bar);
                stop = await run(display);
                last = display._last;
            });
        AnsiConsole.Write(CreateTable(last));
        return stop;
    }

    public void Report(BulkProgress value)
    {
        _last = value;
        _bar.Value = value.Succeeded + value.Failed;
        string pause = value.RateLimitDelay > TimeSpan.Zero ? FormatInvariant($", waits {value.RateLimitDelay.TotalSeconds:F0} s") : "";
        _bar.Description = Markup.Escape(FormatInvariant(
            $"{value.Succeeded:N0} answered, {value.Failed:N0} failed, {ComputeTokensPerSecond(value):N0} tokens/s, {FormatCost(value)}, {
            value.Running} of {value.Concurrency} at once{pause}"));
    }

    private static Table CreateTable(BulkProgress sum) => new Table { Border = TableBorder.Rounded }
        .AddColumns("answered", "failed", "retried", "tokens in", "out", "a second", "cost", "time")
        .AddRow(
            FormatInvariant($"{sum.Succeeded:N0}"), FormatInvariant($"{sum.Failed:N0}"), FormatInvariant($"{sum.Requeued:N0}"), FormatInvariant($"{sum.PromptTokens:N0}"),
            FormatInvariant($"{sum.CompletionTokens:N0}"), FormatInvariant($"{ComputeTokensPerSecond(sum):N0}"), FormatCost(sum), FormatInvariant($"{sum.Elapsed:mm\\:ss}"));

    private static double ComputeTokensPerSecond(BulkProgress sum) => sum.CompletionTokens / Math.Max(sum.Elapsed.TotalSeconds, 0.001);

    private static string FormatCost(BulkProgress sum) => sum.Cost is { } cost ? FormatInvariant($"{cost.Usd:F4} USD") : "? USD";

    private static string FormatInvariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
