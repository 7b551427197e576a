using System.Diagnostics;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Failover;

/// <summary>Records the telemetry of a failover call: a span around the calls to the providers, and the failovers.</summary>
internal sealed class FailoverTelemetry
{
    private readonly string _model;
    private readonly Activity? _span;

    private FailoverTelemetry(string model)
    {
        _model = model;
        // The inner calls record the operation and its measurements; a second record would count them twice.
        if (Telemetry.Source.HasListeners())
            _span = Telemetry.Source.StartActivity(string.IsNullOrEmpty(model) ? "failover" : $"failover {model}");
        if (!string.IsNullOrEmpty(model))
            _span?.SetTag(TagNames.RequestModel, model);
    }

    /// <summary>Starts the telemetry of a call; returns null without listeners.</summary>
    /// <remarks>The span is the current activity until the async method that calls this one returns.</remarks>
    public static FailoverTelemetry? StartIfEnabled(string model) =>
        Telemetry.Source.HasListeners() || Telemetry.Failovers.Enabled ? new(model) : null;

    /// <summary>Records a failover or a hedged request.</summary>
    /// <param name="provider">The name of the provider that failed or is slow.</param>
    /// <param name="next">The name of the next provider.</param>
    /// <param name="failure">The exception of the failover; null for a hedged request.</param>
    public void RecordFailover(string provider, string next, MiniMaxException? failure)
    {
        var tags = new TagList
        {
            { TagNames.ProviderName, provider },
            { TagNames.FailoverNextProvider, next },
            { TagNames.FailoverReason, failure is null ? "hedge" : "failure" },
        };
        if (failure is not null)
            tags.Add(TagNames.ErrorType, Telemetry.GetErrorName(failure));
        _span?.AddEvent(new("minimaxclient.failover", tags: new ActivityTagsCollection(tags)));
        if (!string.IsNullOrEmpty(_model))
            tags.Add(TagNames.RequestModel, _model);
        Telemetry.Failovers.Add(1, tags);
    }

    /// <summary>Records the failure of the call.</summary>
    public void SetSpanError(Exception failure)
    {
        _span?.SetTag(TagNames.ErrorType, Telemetry.GetErrorName(failure));
        _span?.SetStatus(ActivityStatusCode.Error);
    }

    public void EndSpan() => _span?.Dispose();
}
