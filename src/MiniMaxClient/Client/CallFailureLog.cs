using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Client;

/// <summary>Writes the log line of a call that failed or was canceled.</summary>
internal static class CallFailureLog
{
    /// <summary>Writes the line, which explains the failure without the exception.</summary>
    /// <param name="state">The client.</param>
    /// <param name="model">The provider's id of the model, or the name of an operation without a model.</param>
    /// <param name="address">The address of the request; null if it is unknown.</param>
    /// <param name="failure">The exception that the call throws.</param>
    /// <param name="attemptCount">The number of attempts.</param>
    /// <param name="duration">The duration of the call.</param>
    public static void Write(
        ClientState state, string model, Uri? address, Exception failure, int attemptCount, TimeSpan duration)
    {
        string provider = state.Adapter.Name;
        string? host = address?.Authority;
        if (failure is OperationCanceledException or ObjectDisposedException)
        {
            Log.CallCanceled(state.Logger, provider, model, host, duration, attemptCount);
            return;
        }

        var error = failure as MiniMaxException;
        int attempt = attemptCount == 0 ? 0 : error?.AttemptNumber ?? attemptCount;
        int maxAttempts = state.Options.Resilience.MaxRetryAttempts + 1;
        string outcome = attempt == 0 ? "not sent" : $"attempt {attempt} of {maxAttempts}";
        if (attempt > 0 && error?.StopReason is { } reason)
            outcome += $", not retried: {reason}";
        // The message of an exception of another assembly may quote the request.
        string errorName = Telemetry.GetErrorName(failure);
        string text = error?.ToLogText(state.Options.EnableSensitiveData) ?? errorName + ".";
        if (state.UsesLatestConventions)
        {
            Log.InferenceException(
                state.Logger,
                provider,
                model,
                host,
                duration,
                outcome,
                text,
                errorName,
                error?.StatusCode,
                error?.ProviderCode,
                error?.RequestId,
                attempt,
                maxAttempts,
                state.Options.EnableSensitiveData ? failure : null);
            return;
        }

        Log.CallFailed(
            state.Logger,
            provider,
            model,
            host,
            duration,
            outcome,
            text,
            errorName,
            error?.StatusCode,
            error?.ProviderCode,
            error?.RequestId,
            attempt,
            maxAttempts);
    }
}
