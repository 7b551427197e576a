using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.Channels;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>What the library tells of the calls of one test, whatever other tests do meanwhile.</summary>
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

    /// <summary>The span that the test's calls are made in.</summary>
    public Activity Root { get; }

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Spans
    {
        get
        {
            lock (_lock)
                return [.. _spans];
        }
    }

    /// <summary>The spans, once so many have ended: what nobody waits for may end later than the test's call.</summary>
    public async Task<IReadOnlyList<Activity>> WaitForSpansAsync(int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
            await _ended.Reader.ReadAsync(cancellationToken);
        return Spans;
    }

    /// <summary>What a sampler was shown of each span before it began, as text.</summary>
    public IReadOnlyList<string> Sampled
    {
        get
        {
            lock (_lock)
                return [.. _sampled];
        }
    }

    /// <summary>The measurements by an instrument, in order.</summary>
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

    /// <summary>A span as text: its name, its status, and a line for each tag, in the order of their keys.</summary>
    public static string FormatText(Activity span) => string.Join('\n', (string[])
    [
        $"{span.DisplayName} ({span.Kind}, {span.Status})",
        .. span.TagObjects.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => FormatText(tag)),
    ]);

    /// <summary>An event as text.</summary>
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

    /// <summary>One measurement, its tags as text in their order.</summary>
    internal sealed record Measurement(string Instrument, string? Unit, double Value, string Tags);
}
