namespace MiniMaxClient.Resilience;

/// <summary>Represents what an attempt of a call reserves of a <see cref="ModelRateLimiter"/>.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Tokens">The estimated number of prompt and completion tokens.</param>
internal sealed record ModelReservation(string Provider, string Model, long Tokens);
