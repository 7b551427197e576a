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
        _span?.SetTag(Tag.RequestModel, model);
    }

    /// <summary>Begins the telemetry of a call; returns null without listeners.</summary>
    /// <remarks>From an async method: the span is the current one until that method returns.</remarks>
    public static FailoverTelemetry? Begin(string model) =>
        Telemetry.Source.HasListeners() || Telemetry.Failovers.Enabled ? new(model) : null;

    /// <summary>Records that another provider is used after a failure.</summary>
    public void Add(string provider, string next, MiniMaxException failure) =>
        Add(provider, next, "failure", Telemetry.NameOf(failure));

    /// <summary>Records that another provider is used because one is slow.</summary>
    public void Add(string provider, string next) => Add(provider, next, "hedge", null);

    /// <summary>Records the failure of the call.</summary>
    public void Fail(Exception failure)
    {
        _span?.SetTag(Tag.ErrorType, Telemetry.NameOf(failure));
        _span?.SetStatus(ActivityStatusCode.Error);
    }

    public void End() => _span?.Dispose();

    private void Add(string provider, string next, string reason, string? error)
    {
        var tags = new TagList
        {
            { Tag.ProviderName, provider },
            { Tag.FailoverNext, next },
            { Tag.FailoverReason, reason },
        };
        if (error is not null)
            tags.Add(Tag.ErrorType, error);
        _span?.AddEvent(new("minimaxclient.failover", tags: new ActivityTagsCollection(tags)));
        tags.Add(Tag.RequestModel, _model);
        Telemetry.Failovers.Add(1, tags);
    }
}
