using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>Writes the log line of a call that failed or was canceled.</summary>
/// <param name="state">The client.</param>
/// <param name="model">The provider's id of the model, or the name of an operation without a model.</param>
/// <param name="host">The host and the port of the request; null if they are unknown.</param>
/// <param name="secrets">The secrets of the call.</param>
internal sealed class CallFailureLog(ClientState state, string model, string? host, KnownSecrets secrets)
{
    private string? Model => Redaction.RedactWord(model, secrets);

    /// <summary>Writes the line, which explains the failure without the exception.</summary>
    /// <param name="failure">The exception that the call throws.</param>
    /// <param name="cancellation">The cancellation of the call.</param>
    /// <param name="attemptCount">The number of attempts.</param>
    /// <param name="maxRetryAttempts">The maximum number of retries of the call.</param>
    /// <param name="isPartOfFailover">Whether a failover client logs the failure of each of its providers.</param>
    public void Write(
        Exception failure, CallCancellation cancellation, int attemptCount, int maxRetryAttempts, bool isPartOfFailover)
    {
        try
        {
            bool isCanceled = cancellation.EndReason is CallEndReason.CanceledByCaller or CallEndReason.ClientDisposed;
            if (isCanceled && failure is not MiniMaxException)
                Log.CallCanceled(state.Logger, state.Adapter.Name, Model, host, cancellation.Elapsed, attemptCount);
            else if (!isPartOfFailover)
                WriteFailure(failure, attemptCount, maxRetryAttempts, cancellation.Elapsed);
        }
        catch (Exception)
        {
            // A logger of the application that throws must neither replace the failure nor prevent the end of the call.
        }
    }

    private void WriteFailure(Exception failure, int attemptCount, int maxRetryAttempts, TimeSpan duration)
    {
        if (!state.Logger.IsEnabled(LogLevel.Warning))
            return;
        var error = failure as MiniMaxException;
        bool enableSensitiveData = state.Options.EnableSensitiveData;
        string errorName = Telemetry.GetErrorName(failure);
        // The message of another exception may quote the prompt.
        string text = error?.ToLogText(enableSensitiveData) ?? errorName + ".";
        string outcome = DescribeOutcome(error, attemptCount, maxRetryAttempts);
        string provider = state.Adapter.Name;
        if (state.UsesLatestConventions)
        {
            Log.InferenceException(
                state.Logger,
                provider,
                Model,
                host,
                duration,
                outcome,
                text,
                errorName,
                error?.StatusCode,
                error?.LogCode,
                error?.RequestId,
                attemptCount,
                enableSensitiveData ? error : null);
            return;
        }

        Log.CallFailed(
            state.Logger,
            provider,
            Model,
            host,
            duration,
            outcome,
            text,
            errorName,
            error?.StatusCode,
            error?.LogCode,
            error?.RequestId,
            attemptCount);
    }

    private string DescribeOutcome(MiniMaxException? error, int attemptCount, int maxRetryAttempts)
    {
        if (attemptCount == 0)
            return "not sent";
        if (error is not null && RetryPolicy.IsRejectedLocally(error))
            return $"not sent again after attempt {attemptCount}";
        // The pipeline of the application decides about further attempts.
        if (state.Options.Resilience.Pipeline is not null)
            return $"attempts: {attemptCount}";
        string attempt = $"attempt {error?.AttemptNumber ?? attemptCount} of {maxRetryAttempts + 1}";
        string? reason = error is null ? "the failure is not transient" : error.StopReason;
        return reason is null ? attempt : $"{attempt}, not retried: {reason}";
    }
}
