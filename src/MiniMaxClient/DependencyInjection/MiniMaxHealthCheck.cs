using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniMaxClient.Failover;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Checks the providers of a registered client by their model lists, which cost nothing.</summary>
/// <param name="services">The services.</param>
/// <param name="clientName">The key of the client; null for the client without a key.</param>
internal sealed class MiniMaxHealthCheck(IServiceProvider services, string? clientName) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Here and not in the constructor, because an exception of the factory of a check ends all checks.
        IChatCompletionsClient client = clientName is null
            ? services.GetRequiredService<IChatCompletionsClient>()
            : services.GetRequiredKeyedService<IChatCompletionsClient>(clientName);
        ChatCompletionsClient[] providers = [.. client.GetProviderClients()];
        if (providers.Length == 0)
            return HealthCheckResult.Degraded($"A {client.GetType().Name} cannot be checked: it has no model list.");
        HealthStatus failureStatus = context.Registration.FailureStatus;
        HealthCheckResult[] results = await Task.WhenAll(
            providers.Select(provider => CheckProviderAsync(provider, failureStatus, cancellationToken))).ConfigureAwait(false);
        if (results.Length > 1)
            return Combine(results, failureStatus);
        // The service of the health checks reports its timeout, and passes on another cancellation.
        cancellationToken.ThrowIfCancellationRequested();
        return results[0];
    }

    private static async Task<HealthCheckResult> CheckProviderAsync(
        ChatCompletionsClient client, HealthStatus failureStatus, CancellationToken cancellationToken)
    {
        string provider = client.Adapter.Name;
        TimeProvider clock = client.Options.TimeProvider;
        long start = clock.GetTimestamp();
        var data = new Dictionary<string, object> { ["provider"] = provider };
        HealthCheckResult result;
        try
        {
            // The check neither waits for calls nor changes the state of their circuit breaker.
            using ChatCompletionsClient checkedClient = client.WithoutResilience();
            IReadOnlyList<ModelInfo> models = await checkedClient.ListModelsAsync(cancellationToken).ConfigureAwait(false);
            data["models"] = models.Count;
            result = new(HealthStatus.Healthy, $"{provider} lists {models.Count} models.", null, data);
        }
        catch (NotSupportedException e)
        {
            result = new(HealthStatus.Degraded, $"{provider} cannot be checked: {e.Message}", null, data);
        }
        catch (MiniMaxRateLimitException e)
        {
            // The provider responds. A restart, which some hosts derive from a failure, would not help.
            result = new(HealthStatus.Degraded, e.Message, e, data);
        }
        catch (MiniMaxException e) when (e.StatusCode is 404 or 405 or 501)
        {
            // The path of a compatible host's model list is assumed.
            result = new(HealthStatus.Degraded, $"{provider} has no model list: {e.Message}", e, data);
        }
        catch (OperationCanceledException e)
        {
            // Not thrown: of several providers, the others may have succeeded before the timeout of the check.
            result = new(failureStatus, $"{provider} did not list its models in time.", e, data);
        }
        catch (MiniMaxException e)
        {
            result = new(failureStatus, e.Message, e, data);
        }
        catch (Exception e)
        {
            // Its message may contain confidential data, and health reports are often public.
            result = new(failureStatus, $"{provider} cannot be checked: {e.GetType().Name}.", e, data);
        }

        data["duration"] = clock.GetElapsedTime(start);
        return result;
    }

    /// <summary>Combines the results of a failover client, which succeeds as long as one of its providers does.</summary>
    private static HealthCheckResult Combine(HealthCheckResult[] results, HealthStatus failureStatus)
    {
        var data = new Dictionary<string, object>();
        for (int i = 0; i < results.Length; i++)
        {
            data[$"{i}:status"] = results[i].Status;
            foreach (KeyValuePair<string, object> entry in results[i].Data)
                data[$"{i}:{entry.Key}"] = entry.Value;
        }

        bool areAllHealthy = results.All(static result => result.Status == HealthStatus.Healthy);
        bool haveAllFailed = results.All(static result => result is { Exception: not null, Status: not HealthStatus.Degraded });
        return new(
            areAllHealthy ? HealthStatus.Healthy : haveAllFailed ? failureStatus : HealthStatus.Degraded,
            string.Join(" ", results.Select(static result => result.Description)),
            results.FirstOrDefault(static result => result.Exception is not null).Exception,
            data);
    }
}
