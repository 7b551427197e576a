using System.Runtime.ExceptionServices;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Client;

/// <summary>Maps failures to the exceptions that a call throws.</summary>
internal static class ExceptionMapper
{
    /// <summary>Maps the failure of an attempt before the pipeline handles it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="state">The client.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="monitor">The monitor of the attempt's timeouts.</param>
    /// <param name="address">The address of the request; null after the headers.</param>
    public static Exception MapAttemptFailure(
        Exception failure, ClientState state, AttemptRecord attempt, TimeoutMonitor monitor, Uri? address)
    {
        string provider = state.Adapter.Name;
        bool isTransportFailureOrCancellation =
            failure is OperationCanceledException or HttpRequestException or IOException or MiniMaxStreamInterruptedException;
        if (isTransportFailureOrCancellation && attempt.Caller.IsCanceled && failure is not MiniMaxException)
            return ToOperationCanceledException(failure);
        if (isTransportFailureOrCancellation && monitor.ExpiredPhase is { } phase)
            return ErrorFactory.Timeout(provider, phase, monitor.ExpiredTimeout, attempt.ReceivedDescription, failure);
        if (isTransportFailureOrCancellation && attempt.Signal.IsCanceled)
            return ToOperationCanceledException(failure);
        return failure switch
        {
            // No part of the response has arrived, so none is lost.
            MiniMaxStreamInterruptedException { Partial: null } when attempt.ChunkCount == 0 =>
                ConnectionErrorFactory.ConnectionLost(provider, failure.InnerException),
            MiniMaxException => failure,
            // HttpClient throws the same type for its own and for the connect timeout; only its own wraps the cancellation.
            OperationCanceledException { InnerException: TimeoutException { InnerException: OperationCanceledException } } =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, state.Http.Timeout, attempt.ReceivedDescription, failure),
            OperationCanceledException { InnerException: TimeoutException } =>
                ErrorFactory.Timeout(
                    provider, TimeoutKind.Connect, state.Options.ConnectTimeout, attempt.ReceivedDescription, failure),
            // Thrown by a resilience handler that the app added to the HttpClient.
            TimeoutRejectedException e =>
                ErrorFactory.Timeout(provider, TimeoutKind.External, e.Timeout, attempt.ReceivedDescription, failure),
            ExecutionRejectedException => ConnectionErrorFactory.RejectedByHandler(provider, failure),
            // HttpClient throws the first on .NET and the second on .NET Framework.
            NotSupportedException or ArgumentException
                when attempt.Info is null && EndpointUriBuilder.IsServiceDiscoveryScheme(state.ServerUri?.Scheme ?? "") =>
                ConnectionErrorFactory.ServiceDiscoveryMissing(provider, state.ServerUri!.Scheme, failure),
            _ when isTransportFailureOrCancellation && attempt.Info is null =>
                ConnectionErrorFactory.NoResponse(provider, address ?? state.ServerUri, failure),
            _ when isTransportFailureOrCancellation && attempt.ChunkCount > 0 =>
                ErrorFactory.StreamInterrupted(provider, attempt.Info!.StatusCode!.Value, failure),
            _ when isTransportFailureOrCancellation => ConnectionErrorFactory.ConnectionLost(provider, failure),
            _ => failure,
        };
    }

    /// <summary>Maps the exceptions that the pipeline adds to those of attempts, and the cancellation of the call.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="cancellation">The cancellation of the call.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="receivedDescription">The description of the part of the response received so far.</param>
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
            // Neither the caller nor a timeout canceled the call, so a component of the app did.
            OperationCanceledException => ConnectionErrorFactory.ConnectionLost(provider, failure),
            _ => failure,
        };

    /// <summary>Gets the reason why a failure that ends a call is not retried; null if the retry strategy has set it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isStreamOpened">Whether the call is a stream that has its first chunk.</param>
    public static string? FindStopReason(MiniMaxException failure, bool isStreamOpened) => failure switch
    {
        MiniMaxTimeoutException { Kind: TimeoutKind.Total } => "the timeout of the call has elapsed",
        MiniMaxBudgetException => "the spend limit is reached",
        _ when isStreamOpened => "a stream is not retried after its first chunk",
        _ => null,
    };

    /// <summary>Maps the failure of a call that was canceled by its caller or by the disposal of its client.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="cancellation">The cancellation of the call.</param>
    /// <param name="clientType">The type of the client.</param>
    /// <returns>The exception to throw; null if the failure has another cause.</returns>
    public static Exception? MapCancellation(Exception failure, CallCancellation cancellation, Type clientType) =>
        cancellation.EndReason switch
        {
            CallEndReason.CanceledByCaller when failure is not MiniMaxException => new OperationCanceledException(
                "The call was canceled.",
                UrlCredentialRedactor.RedactCredentials(failure),
                cancellation.CallerTokens.CanceledOrCallToken),
            CallEndReason.ClientDisposed =>
                new ObjectDisposedException(clientType.FullName, "The client was disposed during the call."),
            _ => null,
        };

    /// <summary>Throws an exception and preserves its stack trace.</summary>
    public static void Rethrow(Exception exception) => ExceptionDispatchInfo.Capture(exception).Throw();

    private static OperationCanceledException ToOperationCanceledException(Exception failure) =>
        failure as OperationCanceledException ?? new("The attempt was canceled.", failure);
}
