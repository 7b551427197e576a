namespace MiniMaxClient;

/// <summary>One attempt at a call.</summary>
/// <param name="Provider">The name of the provider that was asked.</param>
/// <param name="StatusCode">The HTTP status of its answer; null when there was none.</param>
/// <param name="Duration">From the attempt's start to the answer's headers or the failure.</param>
/// <param name="Error">What went wrong; null for success.</param>
public sealed record CallAttempt(string Provider, int? StatusCode, TimeSpan Duration, string? Error = null);
