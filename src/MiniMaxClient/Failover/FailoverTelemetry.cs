using System.Diagnostics;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Failover;

/// <summary>The telemetry of a failover call: a span around the calls to each provider, and the changes between them.</summary>
internal sealed class FailoverTelemetry
{
    private readonly string _model;
    private readonly Activity? _span;

    private FailoverTelemetry(string model)
    {
        _model = model;
        // The calls inside have the name of the operation and its measurements; here they would be counted twice.
        if (Telemetry.Source.HasListeners())
            _span = Telemetry.Source.StartActivity($"failover {model}");
        _span?.SetTag(TagNames.RequestModel, model);
    }

    /// <summary>Begins the telemetry of a call; returns null without listeners.</summary>
    /// <remarks>From an async method: the span is the current one until that method returns.</remarks>
    public static FailoverTelemetry? StartIfEnabled(string model) =>
        Telemetry.Source.HasListeners() || Telemetry.Failovers.Enabled ? new(model) : null;

    /// <summary>Records that another provider is used.</summary>
    /// <param name="provider">The name of the provider before it.</param>
    /// <param name="next">The name of the other one.</param>
    /// <param name="failure">The failure of the first one; null where it is slow.</param>
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
