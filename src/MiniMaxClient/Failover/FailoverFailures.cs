using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Failover;

/// <summary>The failures of the providers of one call, which its exception and its log line name.</summary>
/// <param name="state">The state of the client.</param>
/// <param name="model">The requested model; empty for the default model of each client.</param>
internal sealed class FailoverFailures(FailoverState state, string model)
{
    private readonly string _modelText = model.Length > 0 ? Redaction.RedactQuote(model) : "the default model";
    private readonly List<(string Provider, MiniMaxException Failure)> _earlier = [];

    /// <summary>Adds a failure after which the call continues with another provider, and logs it.</summary>
    /// <param name="provider">The provider that failed.</param>
    /// <param name="next">The provider with which the call continues.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="cooldown">The cooldown of the failed provider.</param>
    public void AddFailure(string provider, string next, MiniMaxException failure, TimeSpan cooldown)
    {
        lock (_earlier)
            _earlier.Add((provider, failure));
        FailoverLog.FailingOver(
            state.Logger,
            provider,
            next,
            _modelText,
            cooldown,
            failure.ToLogTextWithCall(includeProviderText: false),
            failure.GetType().Name,
            failure.StatusCode,
            failure.LogCode,
            failure.RequestId);
    }

    /// <summary>Logs the failure of the call, and adds the failures of the other providers to its exception.</summary>
    public void ReportFailure(Exception last)
    {
        (string Provider, MiniMaxException Failure)[] earlier;
        lock (_earlier)
            earlier = [.. _earlier];
        var failure = last as MiniMaxException;
        string lastText = failure?.ToLogTextWithCall(includeProviderText: false) ?? Telemetry.GetErrorName(last) + ".";
        FailoverLog.FailoverFailed(
            state.Logger,
            _modelText,
            string.Concat(earlier.Select(static one =>
                $"{one.Provider}: {one.Failure.ToLogTextWithCall(includeProviderText: false)} ")) + $"Last: {lastText}",
            Telemetry.GetErrorName(last),
            failure?.StatusCode,
            failure?.LogCode,
            failure?.RequestId);
        failure?.SetEarlierFailures(string.Concat(earlier.Select(static one =>
            $" Before that, {one.Provider}: {Redaction.RedactExcerpt(one.Failure.OriginalMessage, null)}")));
    }
}
