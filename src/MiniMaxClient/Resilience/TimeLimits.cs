namespace MiniMaxClient.Resilience;

/// <summary>The timeouts of an attempt.</summary>
/// <param name="Headers">The timeout of an attempt's headers.</param>
/// <param name="FirstToken">The timeout of an attempt's first token.</param>
/// <param name="Idle">The timeout of silence after the first token.</param>
internal readonly record struct TimeLimits(TimeSpan Headers, TimeSpan FirstToken, TimeSpan Idle);
