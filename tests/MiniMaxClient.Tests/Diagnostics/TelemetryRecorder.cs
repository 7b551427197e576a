using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.Channels;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Records the spans and measurements of the calls of one test, separately from concurrent tests.</summary>
internal sealed class TelemetryRecorder : IDisposable
{
    private readonly object _lock = new();
    private readonly List<Activity> _spans = [];
    private readonly List<Measurement> _measurements = [];
    private readonly List<string> _sampled = [];
    private readonly Channel<Activity> _ended = Channel.CreateUnbounded<Activity>();
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();

    /// <param name="withHttp">Whether the spans of the platform's HTTP client are recorded too.</param>
    public TelemetryRecorder(bool withHttp = false)
    {
        Root = new Activity("test").Start();
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "MiniMaxClient" || (withHttp && source.Name == "System.Net.Http"),
            Sample = Sample,
            ActivityStopped = span =>
            {
                if (span.TraceId != Root.TraceId)
                    return;
                lock (_lock)
                    _spans.Add(span);
                _ended.Writer.TryWrite(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "MiniMaxClient")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => AddMeasurement(instrument, value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => AddMeasurement(instrument, value, tags));
        _meters.Start();
    }

    /// <summary>The parent span of the test's calls.</summary>
    public Activity Root { get; }

    /// <summary>The spans in the order in which they ended.</summary>
    public IReadOnlyList<Activity> Spans
    {
        get
        {
            lock (_lock)
                return [.. _spans];
        }
    }

    /// <summary>Waits until a number of spans have ended: hedged attempts may end later than the test's call.</summary>
    public async Task<IReadOnlyList<Activity>> WaitForSpansAsync(int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
            await _ended.Reader.ReadAsync(cancellationToken);
        return Spans;
    }

    /// <summary>The tags of each span that a sampler received, as text.</summary>
    public IReadOnlyList<string> Sampled
    {
        get
        {
            lock (_lock)
                return [.. _sampled];
        }
    }

    /// <summary>Gets the measurements of an instrument in order.</summary>
    public IReadOnlyList<Measurement> GetMeasurements(string instrument)
    {
        lock (_lock)
            return [.. _measurements.Where(one => one.Instrument == instrument)];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
        Root.Dispose();
    }

    /// <summary>Formats a span as text: its name, its status, and a line for each tag, sorted by key.</summary>
    public static string FormatText(Activity span) => string.Join('\n', (string[])
    [
        $"{span.DisplayName} ({span.Kind}, {span.Status})",
        .. span.TagObjects.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => FormatText(tag)),
    ]);

    /// <summary>Formats an event as text.</summary>
    public static string FormatText(ActivityEvent happened) =>
        $"{happened.Name}: {string.Join(", ", happened.Tags.Select(static tag => FormatText(tag)))}";

    private static string FormatText(KeyValuePair<string, object?> tag) => tag.Value is string[] list
        ? $"{tag.Key} = [{string.Join(", ", list)}]"
        : string.Create(CultureInfo.InvariantCulture, $"{tag.Key} = {tag.Value}");

    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> span)
    {
        if (span.TraceId == Root.TraceId)
        {
            IEnumerable<string> tags =
                (span.Tags ?? []).OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => FormatText(tag));
            lock (_lock)
                _sampled.Add($"{span.Name}: {string.Join(", ", tags)}");
        }

        return ActivitySamplingResult.AllDataAndRecorded;
    }

    private void AddMeasurement(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Activity.Current?.TraceId != Root.TraceId)
            return;
        string text = string.Join(", ", tags.ToArray().Select(static tag => FormatText(tag)));
        lock (_lock)
            _measurements.Add(new(instrument.Name, instrument.Unit, value, text));
    }

    /// <summary>Represents a measurement with its tags as text.</summary>
    internal sealed record Measurement(string Instrument, string? Unit, double Value, string Tags);
}
