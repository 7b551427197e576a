namespace MiniMaxClient;

/// <summary>One attempt at a call.</summary>
/// <param name="Provider">The name of the provider that was asked.</param>
/// <param name="StatusCode">The HTTP status of its answer; null when there was none.</param>
/// <param name="Duration">From the attempt's start to the answer's headers or the failure.</param>
/// <param name="Error">The name of the exception that it ended with; null while none is known.</param>
public sealed record CallAttempt(string Provider, int? StatusCode, TimeSpan Duration, string? Error = null)
{
    /// <summary>The provider's id of the request; null when it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the attempt waited to be sent: for the back-off after the one before it, and for its turn.</summary>
    public TimeSpan Delay { get; init; }
}
