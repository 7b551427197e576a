using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniMaxClient.DependencyInjection;
#if NETSTANDARD2_0
using MiniMaxClient;
#endif

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides the health check of a registered client.</summary>
public static class MiniMaxHealthChecksBuilderExtensions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds a health check that lists the models of the provider with a client of <c>AddMiniMaxClient</c>.</summary>
    /// <remarks>
    /// <para>A model list costs nothing; AIML API requires no valid key for it. The check is healthy if it succeeds; degraded if
    /// the provider has no model list (status 404, 405 or 501 included), or if it rejects the request because of a rate limit;
    /// failed for any other exception. It is a single attempt, independent of the retries, the limiters and the circuit breaker
    /// of the client.</para>
    /// <para>Of several providers all are checked: the check is healthy if all are, failed if all have failed, and degraded
    /// otherwise.</para>
    /// <para>The data have the <c>provider</c>, the number of <c>models</c> and the <c>duration</c>; with several providers after
    /// the index of each, such as <c>0:provider</c>, and with its <c>status</c>.</para>
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the health check.</param>
    /// <param name="clientName">The key of the client; null for the client without a key.</param>
    /// <param name="failureStatus">The status of a failure; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">The tags of the health check.</param>
    /// <param name="timeout">The timeout, after which the check has failed; null for 10 seconds.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is neither above zero nor infinite.</exception>
    public static IHealthChecksBuilder AddMiniMax(
        this IHealthChecksBuilder builder,
        string name = "minimax",
        string? clientName = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        if (timeout is { } limit && limit != Timeout.InfiniteTimeSpan && limit <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), limit, "The timeout must be above zero, or infinite.");
        return builder.Add(new(
            name,
            services => new MiniMaxHealthCheck(services, clientName),
            failureStatus,
            tags,
            timeout ?? DefaultTimeout));
    }
}
