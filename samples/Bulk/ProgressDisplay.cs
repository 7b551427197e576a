using System.Globalization;
using MiniMaxClient.Samples.Bulk.Rabbit;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Displays a progress bar with the time left during a run, and a table at the end.</summary>
internal sealed class ProgressDisplay : IProgress<BulkProgress>
{
    private const int BarWidth = 16;

    private readonly ProgressTask _bar;
    private readonly object _lock = new();
    private BulkProgress _last = new();
    private QueueState? _queue;
    private uint _maxWaiting;

    private ProgressDisplay(ProgressTask bar) => _bar = bar;

    /// <summary>Displays the progress of a run.</summary>
    /// <param name="isTotalKnown">
    /// Whether the number of requests is known; otherwise, the bar shows the share of the queue that was delivered.
    /// </param>
    /// <param name="run">The run, which reports its progress to the display and returns the reason of an early stop.</param>
    /// <returns>The reason why the run stopped early; null if it completed.</returns>
    public static async Task<string?> ShowAsync(bool isTotalKnown, Func<ProgressDisplay, Task<string?>> run)
    {
        string? stopReason = null;
        BulkProgress last = new();
        Progress progress = AnsiConsole.Progress()
            .Columns(new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new TextColumn());
        await progress.StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask("waiting for the first result", maxValue: 1);
            bar.IsIndeterminate = !isTotalKnown;
            var display = new ProgressDisplay(bar);
            stopReason = await run(display);
            last = display._last;
        });
        AnsiConsole.Write(CreateTable(last));
        return stopReason;
    }

    /// <summary>Displays the progress and the time left of a task whose steps take the same time.</summary>
    public static Task ShowStepsAsync(string name, int total, Func<Action<int>, Task> run) => AnsiConsole.Progress()
        .Columns(
            new ProgressBarColumn { Width = BarWidth },
            new PercentageColumn(),
            new TaskDescriptionColumn(),
            new RemainingTimeColumn())
        .StartAsync(context =>
        {
            ProgressTask bar = context.AddTask(name, maxValue: Math.Max(total, 1));
            return run(steps => bar.Increment(steps));
        });

    public void Report(BulkProgress value)
    {
        lock (_lock)
        {
            _last = value;
            Update();
        }
    }

    /// <summary>Displays the queue from which the requests of this and other workers come.</summary>
    public void ReportQueue(QueueState queue)
    {
        lock (_lock)
        {
            _queue = queue;
            _maxWaiting = Math.Max(_maxWaiting, queue.Waiting);
            Update();
        }
    }

    private void Update()
    {
        long count = _last.Succeeded + _last.Failed;
        if (_last.Total is { } total)
        {
            _bar.MaxValue = Math.Max(total, 1);
            _bar.Value = count;
        }
        else if (_queue is not null)
        {
            _bar.IsIndeterminate = false;
            _bar.MaxValue = Math.Max(_maxWaiting, 1);
            _bar.Value = _maxWaiting - _queue.Waiting;
        }

        TimeSpan? timeLeft = _queue is null ? _last.EstimatedTimeLeft : _queue.EstimatedTimeLeft;
        string?[] parts =
        [
            _last.Total is { } of ? FormatInvariant($"{count:N0} of {of:N0} done") : FormatInvariant($"{count:N0} done"),
            _queue is null ? null : FormatInvariant($"{_queue.Waiting:N0} waiting, workers: {_queue.Workers}"),
            timeLeft is { Ticks: > 0 } left ? $"about {FormatTime(left)} left" : null,
            FormatInvariant($"{_last.Failed:N0} failed"),
            FormatInvariant($"{ComputeTokensPerSecond(_last):N0} tokens/s"),
            FormatCost(_last),
            FormatInvariant($"requests in flight: {_last.Running} (at most {_last.Concurrency})"),
            _last.RateLimitDelay > TimeSpan.Zero ? $"rate limit: paused for {FormatTime(_last.RateLimitDelay)}" : null,
        ];
        _bar.Description = Markup.Escape(string.Join(", ", parts.Where(static part => part is not null)));
    }

    // One row for each figure, so that it fits on a narrow terminal.
    private static Table CreateTable(BulkProgress sum) => new Table { Border = TableBorder.Rounded, ShowHeaders = false }
        .AddColumns("figure", "value")
        .AddRow("succeeded", FormatInvariant($"{sum.Succeeded:N0}"))
        .AddRow("failed", FormatInvariant($"{sum.Failed:N0}"))
        .AddRow("sent again after a rate limit", FormatInvariant($"{sum.Requeued:N0}"))
        .AddRow("prompt tokens", FormatInvariant($"{sum.PromptTokens:N0}"))
        .AddRow("completion tokens", FormatInvariant($"{sum.CompletionTokens:N0} ({ComputeTokensPerSecond(sum):N0} per second)"))
        .AddRow("cost", FormatCost(sum))
        .AddRow("time", FormatTime(sum.Elapsed));

    private static double ComputeTokensPerSecond(BulkProgress sum) =>
        sum.CompletionTokens / Math.Max(sum.Elapsed.TotalSeconds, 0.001);

    private static string FormatCost(BulkProgress sum) =>
        sum.Cost is { } cost ? FormatInvariant($"{cost.Usd:F4} USD") : "unknown cost";

    private static string FormatTime(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1) ? FormatInvariant($"{Math.Ceiling(time.TotalSeconds):F0} s")
        : time < TimeSpan.FromHours(1) ? FormatInvariant($"{time.Minutes} min {time.Seconds} s")
        : FormatInvariant($"{Math.Floor(time.TotalHours):F0} h {time.Minutes} min");

    private static string FormatInvariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The description, wrapped beside the bar; the column of the package leaves no width for the others.</summary>
    private sealed class TextColumn : ProgressColumn
    {
        private const int OtherColumnsWidth = BarWidth + 8;

        public override int? GetColumnWidth(RenderOptions options) => Math.Max(options.ConsoleSize.Width - OtherColumnsWidth, 1);

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Markup(task.Description);
    }
}
