using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class MiniMaxHealthChecksBuilderExtensionsTests
{
    [Fact]
    public void AddMiniMax_NoArguments_HasDefaults()
    {
        HealthCheckRegistration registration = GetRegistration(static builder => builder.AddMiniMax());

        Assert.Equal("minimax", registration.Name);
        Assert.Equal((HealthStatus.Unhealthy, TimeSpan.FromSeconds(10)), (registration.FailureStatus, registration.Timeout));
        Assert.Empty(registration.Tags);
    }

    [Fact]
    public void AddMiniMax_Arguments_AreThoseOfTheRegistration()
    {
        HealthCheckRegistration registration = GetRegistration(static builder => builder.AddMiniMax(
            "models", "cheap", HealthStatus.Degraded, ["ready"], Timeout.InfiniteTimeSpan));

        Assert.Equal("models", registration.Name);
        Assert.Equal((HealthStatus.Degraded, Timeout.InfiniteTimeSpan), (registration.FailureStatus, registration.Timeout));
        Assert.Equal(["ready"], registration.Tags);
    }

    [Fact]
    public void AddMiniMax_InvalidArguments_Throws()
    {
        IHealthChecksBuilder builder = new ServiceCollection().AddHealthChecks();
        Assert.Throws<ArgumentNullException>("builder", () => MiniMaxHealthChecksBuilderExtensions.AddMiniMax(null!));
        Assert.Throws<ArgumentNullException>("name", () => builder.AddMiniMax(null!));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => builder.AddMiniMax(timeout: TimeSpan.Zero));
    }

    private static HealthCheckRegistration GetRegistration(Action<IHealthChecksBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddHealthChecks());
        using ServiceProvider provider = services.BuildServiceProvider();
        return Assert.Single(provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
    }
}
