using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using Polly;
using Polly.Timeout;

namespace MiniMaxClient.Client;

/// <content>What a failure of the attempt means.</content>
internal sealed partial class Exchange
{
    /// <summary>What the pipeline is to see of a failure; null to let it pass as it is.</summary>
    public Exception? Translate(Exception failure)
    {
        bool mayBeCancelled =
            failure is OperationCanceledException or HttpRequestException or IOException or MiniMaxStreamInterruptedException;
        Exception seen = (mayBeCancelled ? Cancelled(failure) : null) ?? Failed(failure, mayBeCancelled);
        if (seen is MiniMaxException error)
        {
            error.Complete(Channel.Adapter.Name, Info?.RequestId, Info?.StatusCode);
            if (error.Billed is { } billed)
                _call.RecordFailure(billed with { Call = Info });
            error.Billed = null;
        }

        Fail(Telemetry.NameOf(seen), isKnown: true);
        return ReferenceEquals(seen, failure) ? null : seen;
    }

    /// <summary>What a failure is when it was this side that ended the attempt; null when it was not.</summary>
    private Exception? Cancelled(Exception failure)
    {
        string provider = Channel.Adapter.Name;
        if (_call.Caller.IsCancelled)
            return failure is MiniMaxException ? null : Again(failure);
        if (_call.IsClosed)
            return Again(failure);
        if (_watch.Expired is { } kind)
            return ErrorFactory.Timeout(provider, kind, _watch.ExpiredLimit, Arrived, failure);
        if (_call.IsTimedOut)
            return ErrorFactory.Timeout(provider, TimeoutKind.Total, _call.Limits.Total, Arrived, failure);
        return _attemptToken.IsCancellationRequested && !_call.IsOver ? Again(failure) : null;

        // Who cancelled, the caller or the pipeline around the attempt, knows it by this.
        static OperationCanceledException Again(Exception failure) =>
            failure as OperationCanceledException ?? new("The attempt was cancelled.", failure);
    }

    /// <summary>What a failure is when the other side, or something between, ended the attempt.</summary>
    private Exception Failed(Exception failure, bool isBroken)
    {
        string provider = Channel.Adapter.Name;
        return failure switch
        {
            // Nothing of the answer had come, so nothing of it is lost: it is as if the connection had never held.
            MiniMaxStreamInterruptedException { Partial: null } when _count == 0 =>
                ErrorFactory.Broken(provider, failure.InnerException),
            MiniMaxException => failure,
            // The two are made alike; only HttpClient's own wraps the cancellation that it caused.
            OperationCanceledException { InnerException: TimeoutException { InnerException: OperationCanceledException } } =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, Channel.Http.Timeout, Arrived, failure),
            OperationCanceledException { InnerException: TimeoutException } =>
                ErrorFactory.Timeout(provider, TimeoutKind.Connect, Channel.Options.ConnectTimeout, Arrived, failure),
            // A resilience handler that the app put on the HttpClient.
            TimeoutRejectedException e => ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, Arrived, failure),
            ExecutionRejectedException => ErrorFactory.Unreachable(provider, failure),
            _ when isBroken && Info is null => ErrorFactory.Unreachable(provider, failure),
            _ when isBroken && _count > 0 => ErrorFactory.Interrupted(provider, Info!.StatusCode!.Value, failure),
            _ when isBroken => ErrorFactory.Broken(provider, failure),
            _ => failure,
        };
    }
}
