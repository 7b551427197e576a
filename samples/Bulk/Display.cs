using System.Globalization;
using Spectre.Console;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>A bar with tokens per second and money while it runs, and a table at the end.</summary>
internal sealed class Display : IProgress<BulkProgress>
{
    private readonly ProgressTask _bar;
    private BulkProgress _last = new();

    private Display(ProgressTask bar) => _bar = bar;

    /// <summary>Shows a run.</summary>
    /// <param name="total">How many requests there are; null when nobody knows.</param>
    /// <param name="run">The run, which tells its progress.</param>
    /// <returns>Why it ended before its end; null when it did not.</returns>
    public static async Task<string?> ShowAsync(int? total, Func<Display, Task<string?>> run)
    {
        string? stop = null;
        BulkProgress last = new();
        await AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask("begins", maxValue: Math.Max(total ?? 1, 1));
                bar.IsIndeterminate = total is null;
                var display = new Display(bar);
                stop = await run(display);
                last = display._last;
            });
        AnsiConsole.Write(Table(last));
        return stop;
    }

    public void Report(BulkProgress value)
    {
        _last = value;
        _bar.Value = value.Succeeded + value.Failed;
        string pause = value.RateLimitDelay > TimeSpan.Zero ? Text($", waits {value.RateLimitDelay.TotalSeconds:F0} s") : "";
        _bar.Description = Markup.Escape(Text(
            $"{value.Succeeded:N0} answered, {value.Failed:N0} failed, {TokensPerSecond(value):N0} tokens/s, {Money(value)}, {
            value.Running} of {value.Concurrency} at once{pause}"));
    }

    private static Table Table(BulkProgress sum) => new Table { Border = TableBorder.Rounded }
        .AddColumns("answered", "failed", "retried", "tokens in", "out", "a second", "cost", "time")
        .AddRow(
            Text($"{sum.Succeeded:N0}"), Text($"{sum.Failed:N0}"), Text($"{sum.Requeued:N0}"), Text($"{sum.PromptTokens:N0}"),
            Text($"{sum.CompletionTokens:N0}"), Text($"{TokensPerSecond(sum):N0}"), Money(sum), Text($"{sum.Elapsed:mm\\:ss}"));

    private static double TokensPerSecond(BulkProgress sum) => sum.CompletionTokens / Math.Max(sum.Elapsed.TotalSeconds, 0.001);

    private static string Money(BulkProgress sum) => sum.Cost is { } cost ? Text($"{cost.Usd:F4} USD") : "? USD";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
