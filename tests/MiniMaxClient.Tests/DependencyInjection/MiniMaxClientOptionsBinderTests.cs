using Microsoft.Extensions.Configuration;
using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class MiniMaxClientOptionsBinderTests
{
    [Fact]
    public void Bind_SettingsInAnyCase_SetsTheOptions()
    {
        MiniMaxClientOptions options = Bind("""
            {
              "provider": "RunApi",
              "TIMEOUT": "00:00:07",
              "Headers": { "X-Region": "eu" },
              "Resilience": { "maxRetryAttempts": 4 }
            }
            """);

        Assert.Empty(options.BindingProblems);
        Assert.Equal(("RunApi", TimeSpan.FromSeconds(7)), (options.Provider, options.Client.Timeout));
        Assert.Equal("eu", options.Headers["X-Region"]);
        Assert.Equal(4, options.Client.Resilience.MaxRetryAttempts);
    }

    [Fact]
    public void Bind_SeveralProblems_CollectsAllAndSetsTheRest()
    {
        MiniMaxClientOptions options = Bind("""
            {
              "ApiKy": "key-1",
              "Authentication": { "Header": "a b" },
              "Headers": "x",
              "MaxDepth": "deep",
              "UseMessages": "true"
            }
            """);

        Assert.Equal(
            [
                "ApiKy is not a known setting.",
                "Authentication:Header is invalid; it must be a header name such as api-key, without BodyProperty.",
                "Headers has a value; it must have child entries.",
                "MaxDepth is 'deep'; it must be an integer.",
            ],
            options.BindingProblems);
        Assert.True(options.UseMessages);
    }

    [Theory]
    [InlineData("true", 0.25)]
    [InlineData("false", null)]
    public void Bind_CircuitBreakerEnabled_IsSetBeforeItsOtherSettings(string enabled, double? failureRatio)
    {
        MiniMaxClientOptions options = Bind(
            $$"""{ "Resilience": { "CircuitBreaker": { "FailureRatio": 0.25, "Enabled": "{{enabled}}" } } }""",
            new() { Client = new() { Resilience = ResilienceOptions.None } });

        Assert.Empty(options.BindingProblems);
        Assert.Equal(failureRatio, options.Client.Resilience.CircuitBreaker?.FailureRatio);
    }

    [Fact]
    public void Bind_Providers_StartWithTheSettingsOfTheSection()
    {
        MiniMaxClientOptions options = Bind("""
            {
              "Providers": [ { "Provider": "AimlApi" }, { "Provider": "RunApi", "Timeout": "00:00:09" } ],
              "Timeout": "00:00:07"
            }
            """);

        IReadOnlyList<MiniMaxClientOptions> providers = options.CreateFailoverProviders();
        Assert.Equal(["AimlApi", "RunApi"], providers.Select(static provider => provider.Provider));
        Assert.Equal([7, 9], providers.Select(static provider => provider.Client.Timeout.TotalSeconds));
    }

    private static MiniMaxClientOptions Bind(string json, MiniMaxClientOptions? options = null)
    {
        IConfiguration section = FailoverRegistrationTests.Section(json);
        options ??= new();
        MiniMaxClientOptionsBinder.Bind(section, options);
        return options;
    }
}
