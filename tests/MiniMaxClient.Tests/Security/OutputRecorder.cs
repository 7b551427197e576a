using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Tests.Security;

/// <summary>Records all logs, traces and metrics of the process while it exists.</summary>
internal sealed class OutputRecorder : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<(string Sink, string Text)> _recorded = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public OutputRecorder()
    {
        _activities = new()
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Record,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, meters) => meters.EnableMeasurementEvents(instrument);
        ListenTo<byte>();
        ListenTo<short>();
        ListenTo<int>();
        ListenTo<long>();
        ListenTo<float>();
        ListenTo<double>();
        ListenTo<decimal>();
        _meters.Start();
    }

    /// <summary>The recorded texts with the sink of each.</summary>
    public IReadOnlyCollection<(string Sink, string Text)> Recorded => _recorded;

    public void Record(string sink, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _recorded.Enqueue((sink, text));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private void ListenTo<T>()
        where T : struct => _meters.SetMeasurementEventCallback<T>((instrument, _, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
                Record("metric " + instrument.Name, $"{tag.Key}={tag.Value}");
        });

    private void Record(Activity activity)
    {
        string sink = "activity " + activity.Source.Name;
        Record(sink, $"{activity.DisplayName} {activity.OperationName} {activity.StatusDescription} {activity.TraceStateString}");
        foreach (KeyValuePair<string, object?> tag in activity.TagObjects)
            Record(sink, $"{tag.Key}={tag.Value}");
        foreach (KeyValuePair<string, string?> baggage in activity.Baggage)
            Record(sink, $"{baggage.Key}={baggage.Value}");
        foreach (ActivityEvent one in activity.Events)
            Record(sink, one.Name + string.Concat(one.Tags.Select(static tag => $" {tag.Key}={tag.Value}")));
    }

    private void RecordState(string sink, object? state)
    {
        Record(sink, state?.ToString());
        foreach (object? value in state is IEnumerable values and not string ? values : Array.Empty<object>())
        {
            if (value is KeyValuePair<string, object?> field)
                RecordState($"{sink} {field.Key}", field.Value);
            else
                RecordState(sink, value);
        }
    }

    private sealed class Logger(OutputRecorder recorder, string category) : ILogger, IDisposable
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            recorder.RecordState("scope of " + category, state);
            return this;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string sink = $"{logLevel} log of {category}";
            recorder.Record(sink, formatter(state, exception));
            recorder.Record(sink, exception?.ToString());
            recorder.RecordState(sink, state);
        }

        public void Dispose()
        {
        }
    }
}
