namespace MiniMaxClient.Resilience;

/// <summary>The limits on time of one call.</summary>
/// <param name="Total">On the whole call.</param>
/// <param name="Headers">On an attempt's headers.</param>
/// <param name="FirstToken">On an attempt's first token.</param>
/// <param name="Idle">On silence after it.</param>
internal readonly record struct TimeLimits(TimeSpan Total, TimeSpan Headers, TimeSpan FirstToken, TimeSpan Idle);
