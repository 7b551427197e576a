using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Tests.Security;

/// <summary>Everything that a program's logs, traces and metrics are given, from the start of this on.</summary>
internal sealed class Sinks : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<(string Sink, string Text)> _seen = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public Sinks()
    {
        _activities = new()
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, meters) => meters.EnableMeasurementEvents(instrument);
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _meters.Start();
    }

    /// <summary>What came, by the sink that it came to.</summary>
    public IReadOnlyCollection<(string Sink, string Text)> Seen => _seen;

    public void Add(string sink, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _seen.Enqueue((sink, text));
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

    private void Listen<T>()
        where T : struct => _meters.SetMeasurementEventCallback<T>((instrument, _, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
                Add("metric " + instrument.Name, $"{tag.Key}={tag.Value}");
        });

    private void Add(Activity activity)
    {
        string sink = "activity " + activity.Source.Name;
        Add(sink, $"{activity.DisplayName} {activity.OperationName} {activity.StatusDescription} {activity.TraceStateString}");
        foreach (KeyValuePair<string, object?> tag in activity.TagObjects)
            Add(sink, $"{tag.Key}={tag.Value}");
        foreach (KeyValuePair<string, string?> baggage in activity.Baggage)
            Add(sink, $"{baggage.Key}={baggage.Value}");
        foreach (ActivityEvent one in activity.Events)
            Add(sink, one.Name + string.Concat(one.Tags.Select(static tag => $" {tag.Key}={tag.Value}")));
    }

    private void AddState(string sink, object? state)
    {
        Add(sink, state?.ToString());
        foreach (object? value in state is IEnumerable values and not string ? values : Array.Empty<object>())
        {
            if (value is KeyValuePair<string, object?> field)
                AddState($"{sink} {field.Key}", field.Value);
            else
                AddState(sink, value);
        }
    }

    private sealed class Logger(Sinks sinks, string category) : ILogger, IDisposable
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            sinks.AddState("scope of " + category, state);
            return this;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string sink = $"{logLevel} log of {category}";
            sinks.Add(sink, formatter(state, exception));
            sinks.Add(sink, exception?.ToString());
            sinks.AddState(sink, state);
        }

        public void Dispose()
        {
        }
    }
}
