using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class MiniMaxClientOptionsValidatorTests
{
    private const string Key = "zz-very-secret-0123456789";

    [Fact]
    public async Task StartAsync_InvalidProviders_ReportsEachPathInOneMessage()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMiniMaxClient("pair", FailoverRegistrationTests.Section($$"""
            {
              "Timeout": "soon",
              "Failover": { "CoolDown": "02:00:00", "Patience": 3 },
              "Resilience": { "QueueLimit": -1, "CircuitBreaker": { "FailureRatio": 2, "Enabled": "maybe" } },
              "Providers": [
                { "Provider": "RunApi", "ApiKey": "{{Key}}", "ApiKy": "misspelt", "MaxDepth": 1 },
                { "Provider": "Nobody", "IdleTimeout": "5", "Resilience": { "MaxRetryAttempts": 99 } }
              ]
            }
            """));
        using IHost host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeouts.Token));

        Assert.Equal(
            "Invalid configuration of the MiniMax client 'pair': Failover:Patience is not a known setting. "
            + "Resilience:CircuitBreaker:Enabled is 'maybe'; it must be true or false. "
            + "Timeout is 'soon'; it must be a duration such as 00:10:00. "
            + "Providers:0:ApiKy is not a known setting. Providers:1:IdleTimeout is '5'; it must be a duration such as 00:10:00. "
            + "QueueLimit is -1; it must be zero or more. CircuitBreaker.FailureRatio is 2; it must be above 0 and at most 1. "
            + "Failover.CoolDown is 02:00:00; it must be zero to an hour. "
            + "Providers:0:MaxDepth is 1; it must be 8 to 256. "
            + "Providers:1:MaxRetryAttempts is 99; it must be 0 to 10. "
            + "Providers:1:Provider is 'Nobody'; it must be AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible.",
            e.Message);
    }

    [Theory]
    [InlineData("""{ "Provider": "RunApi", "Providers": [{ "Provider": "RunApi", "ApiKey": "key-1" }] }""",
        "Provider and Providers are both set; set only one of them.")]
    [InlineData("""{ "Providers": [] }""", "Providers contains no provider.")]
    [InlineData("""{ "Providers": "RunApi" }""", "Providers contains no provider.")]
    [InlineData("""{ "Providers": [{ "Providers": [{ "Provider": "RunApi", "ApiKey": "key-1" }] }] }""",
        "Providers:0:Providers is set; a list of providers cannot contain another list.")]
    [InlineData("""{ "Providers": [{}] }""",
        "Providers:0:Provider is missing; it must be AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible.")]
    [InlineData("""{ "ApiKey": "key-1", "Providers": [{ "Provider": "RunApi", "ApiKey": "key-1" }] }""",
        "ApiKey is set next to Providers; set it for each provider instead.")]
    [InlineData("""{ "BaseAddress": "https://host", "Providers": [{ "Provider": "RunApi", "ApiKey": "key-1" }] }""",
        "BaseAddress is set next to Providers; set it for each provider instead.")]
    [InlineData("""{ "UseMessages": true, "Providers": [{ "Provider": "ModelsLab", "ApiKey": "key-1" }] }""",
        "UseMessages is set next to Providers; set it for each provider instead.")]
    [InlineData("""{ "Providers": [{ "Provider": "RunApi", "ApiKey": "key-1", "Failover": { "CoolDown": "00:00:01" } }] }""",
        "Providers:0:Failover is set; set it once, next to Providers.")]
    [InlineData("""{ "Providers": [{ "Provider": "RunApi", "ApiKey": "key-1", "ConnectTimeout": "00:00:01" }] }""",
        "Providers:0:ConnectTimeout is set; set it once, next to Providers.")]
    public void Validate_InvalidProviderList_ReportsProblem(string json, string problem)
    {
        var e = Assert.Throws<OptionsValidationException>(() => FailoverRegistrationTests.Options(json));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key-1", e.Message, StringComparison.Ordinal);
    }
}
