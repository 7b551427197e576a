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
    public static Exception MapAttemptFailure(Exception failure, ClientState state, AttemptRecord attempt, TimeoutMonitor monitor)
    {
        string provider = state.Adapter.Name;
        bool isBroken =
            failure is OperationCanceledException or HttpRequestException or IOException or MiniMaxStreamInterruptedException;
        if (isBroken && attempt.Caller.IsCanceled && failure is not MiniMaxException)
            return ToOperationCanceledException(failure);
        if (isBroken && monitor.ExpiredPhase is { } phase)
            return ErrorFactory.Timeout(provider, phase, monitor.ExpiredTimeout, attempt.ReceivedDescription, failure);
        if (isBroken && attempt.Signal.IsCanceled)
            return ToOperationCanceledException(failure);
        return failure switch
        {
            // Nothing of the response has arrived, so nothing of it is lost.
            MiniMaxStreamInterruptedException { Partial: null } when attempt.ChunkCount == 0 =>
                ErrorFactory.ConnectionLost(provider, failure.InnerException),
            MiniMaxException => failure,
            // HttpClient throws the same for both; only its own timeout wraps the cancellation that it caused.
            OperationCanceledException { InnerException: TimeoutException { InnerException: OperationCanceledException } } =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, state.Http.Timeout, attempt.ReceivedDescription, failure),
            OperationCanceledException { InnerException: TimeoutException } =>
                ErrorFactory.Timeout(
                    provider, TimeoutKind.Connect, state.Options.ConnectTimeout, attempt.ReceivedDescription, failure),
            // A resilience handler that the app put on the HttpClient.
            TimeoutRejectedException e =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, attempt.ReceivedDescription, failure),
            ExecutionRejectedException => ErrorFactory.ProviderUnreachable(provider, failure),
            _ when isBroken && attempt.Info is null => ErrorFactory.ProviderUnreachable(provider, failure),
            _ when isBroken && attempt.ChunkCount > 0 =>
                ErrorFactory.StreamInterrupted(provider, attempt.Info!.StatusCode!.Value, failure),
            _ when isBroken => ErrorFactory.ConnectionLost(provider, failure),
            _ => failure,
        };
    }

    /// <summary>Maps what the pipeline adds to the failures of attempts, and the end of the call.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="cancellation">The end of the call.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="receivedDescription">What has arrived of the response, in words.</param>
    public static Exception MapCallFailure(
        Exception failure, CallCancellation cancellation, string provider, string receivedDescription) =>
        MapCancellation(failure, cancellation, typeof(ChatCompletionsClient)) ?? failure switch
        {
            MiniMaxException => failure,
            OperationCanceledException when cancellation.EndReason == CallEndReason.TotalTimeout =>
                ErrorFactory.Timeout(provider, TimeoutKind.Total, cancellation.Timeout, receivedDescription, failure),
            BrokenCircuitException e => ErrorFactory.CircuitOpen(provider, e.RetryAfter, e),
            TimeoutRejectedException e =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, "nothing", failure),
            ExecutionRejectedException => ErrorFactory.LimiterRejected(provider, null, failure),
            // Neither the caller nor a timeout: a part of the app.
            OperationCanceledException => ErrorFactory.ConnectionLost(provider, failure),
            _ => failure,
        };

    /// <summary>Maps a failure of a call that its caller or the disposal of its client ended; null for another one.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="cancellation">The end of the call.</param>
    /// <param name="clientType">The client.</param>
    public static Exception? MapCancellation(Exception failure, CallCancellation cancellation, Type clientType) =>
        cancellation.EndReason switch
    {
        CallEndReason.CanceledByCaller when failure is not MiniMaxException => new OperationCanceledException(
            "The call was canceled.", UrlCredentialRedactor.RedactCredentials(failure),
            cancellation.CallerTokens.CanceledOrCallToken),
        CallEndReason.ClientDisposed =>
            new ObjectDisposedException(clientType.FullName, "The client was disposed of during the call."),
        _ => null,
    };

    /// <summary>Throws an exception that may have been thrown before, with its stack trace.</summary>
    public static void Rethrow(Exception exception) => ExceptionDispatchInfo.Capture(exception).Throw();

    private static OperationCanceledException ToOperationCanceledException(Exception failure) =>
        failure as OperationCanceledException ?? new("The attempt was canceled.", failure);
}
