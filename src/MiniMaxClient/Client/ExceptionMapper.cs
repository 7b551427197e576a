using System.Runtime.ExceptionServices;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Client;

/// <summary>Maps failures to the exceptions that a caller sees.</summary>
internal static class ExceptionMapper
{
    /// <summary>Maps the failure of an attempt, for the pipeline around it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="state">The client.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="monitor">The monitor of the attempt's timeouts.</param>
    public static Exception MapAttempt(Exception failure, ClientState state, AttemptRecord attempt, TimeoutMonitor monitor)
    {
        string provider = state.Adapter.Name;
        bool isBroken =
            failure is OperationCanceledException or HttpRequestException or IOException or MiniMaxStreamInterruptedException;
        if (isBroken && attempt.Caller.IsCanceled && failure is not MiniMaxException)
            return ToCancellation(failure);
        if (isBroken && monitor.Expired is { } phase)
            return ErrorFactory.Timeout(provider, phase, monitor.ExpiredTimeout, attempt.Arrived, failure);
        if (isBroken && attempt.Signal.IsCanceled)
            return ToCancellation(failure);
        return failure switch
        {
            // Nothing of the response has arrived, so nothing of it is lost.
            MiniMaxStreamInterruptedException { Partial: null } when attempt.Chunks == 0 =>
                ErrorFactory.Broken(provider, failure.InnerException),
            MiniMaxException => failure,
            // HttpClient throws the same for both; only its own timeout wraps the cancellation that it caused.
            OperationCanceledException { InnerException: TimeoutException { InnerException: OperationCanceledException } } =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, state.Http.Timeout, attempt.Arrived, failure),
            OperationCanceledException { InnerException: TimeoutException } =>
                ErrorFactory.Timeout(provider, TimeoutKind.Connect, state.Options.ConnectTimeout, attempt.Arrived, failure),
            // A resilience handler that the app put on the HttpClient.
            TimeoutRejectedException e =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, attempt.Arrived, failure),
            ExecutionRejectedException => ErrorFactory.Unreachable(provider, failure),
            _ when isBroken && attempt.Info is null => ErrorFactory.Unreachable(provider, failure),
            _ when isBroken && attempt.Chunks > 0 =>
                ErrorFactory.Interrupted(provider, attempt.Info!.StatusCode!.Value, failure),
            _ when isBroken => ErrorFactory.Broken(provider, failure),
            _ => failure,
        };
    }

    /// <summary>Maps what the pipeline adds to the failures of attempts, and the end of the call.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="call">The end of the call.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="arrived">What has arrived of the response, in words.</param>
    public static Exception MapCall(Exception failure, CallCancellation call, string provider, string arrived) =>
        MapEnd(failure, call, typeof(ChatCompletionsClient)) ?? failure switch
        {
            MiniMaxException => failure,
            OperationCanceledException when call.End == CallEnd.Timeout =>
                ErrorFactory.Timeout(provider, TimeoutKind.Total, call.Timeout, arrived, failure),
            BrokenCircuitException e => ErrorFactory.Resting(provider, e.RetryAfter, e),
            TimeoutRejectedException e =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, "nothing", failure),
            ExecutionRejectedException => ErrorFactory.Rejected(provider, null, failure),
            // Neither the caller nor a timeout: a part of the app.
            OperationCanceledException => ErrorFactory.Broken(provider, failure),
            _ => failure,
        };

    /// <summary>Maps a failure of a call that its caller or the disposal of its client ended; null for another one.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="call">The end of the call.</param>
    /// <param name="client">The client.</param>
    public static Exception? MapEnd(Exception failure, CallCancellation call, Type client) => call.End switch
    {
        CallEnd.Canceled when failure is not MiniMaxException => new OperationCanceledException(
            "The call was canceled.", AddressCredentials.Hide(failure), call.Caller.Decisive),
        CallEnd.Disposed => new ObjectDisposedException(client.FullName, "The client was disposed of during the call."),
        _ => null,
    };

    /// <summary>Throws an exception that may have been thrown before, with its stack trace.</summary>
    public static void Throw(Exception exception) => ExceptionDispatchInfo.Capture(exception).Throw();

    private static OperationCanceledException ToCancellation(Exception failure) =>
        failure as OperationCanceledException ?? new("The attempt was canceled.", failure);
}
