using System.Diagnostics;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Resilience;

/// <summary>Represents the facts of a call that the strategies of the pipeline use.</summary>
internal sealed class PipelineCall
{
    /// <summary>The signal that cancels the call.</summary>
    public required CancellationSignal Signal { get; init; }

    /// <summary>Gets the remaining time of the call.</summary>
    public required Func<TimeSpan> GetRemainingTime { get; init; }

    /// <summary>The maximum number of retries of the call.</summary>
    public required int MaxRetryAttempts { get; init; }

    /// <summary>The selection of the attempts' API keys; null if all attempts have the same key.</summary>
    public ApiKeySelection? Keys { get; init; }

    /// <summary>The reservation of each attempt at a <see cref="ModelRateLimiter"/>; null without a model.</summary>
    public ModelReservation? Reservation { get; init; }

    /// <summary>The provider's id of the model, or the name of an operation without a model, for the log.</summary>
    public string? Model { get; init; }

    /// <summary>The address of the request, whose query may contain a secret; the log has its host.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public Uri? Address { get; init; }

    /// <summary>The secrets of the call.</summary>
    public KnownSecrets? Secrets { get; init; }

    /// <summary>Whether a log line may contain the text of the provider, which may quote the prompt.</summary>
    public bool EnableSensitiveData { get; init; }
}
