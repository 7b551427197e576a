using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.DependencyInjection;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class RateLimitsBinderTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData("""{ "Preset": "forMiniMax" }""", "MiniMax-M3", 10_000_000)]
    [InlineData("""{ "Preset": "ForMiniMax" }""", "MiniMax-M2.7", 20_000_000)]
    [InlineData("""{ "Preset": "ForUnpaidMiniMax" }""", "MiniMax-M2.7", 1_000_000)]
    [InlineData("""{ "Preset": "ForMiniMax", "Limits": { "minimax/m2-7-20260402": { "TokensPerMinute": 5 } } }""", "MiniMax-M2.7", 5)]
    [InlineData("""{ "Preset": "ForMiniMax", "DefaultLimit": { "TokensPerMinute": 7 } }""", "another", 7)]
    [InlineData("""{ "Limits": { "MiniMax-M3": { "RequestsPerMinute": 3, "TokensPerMinute": 9 } } }""", "MiniMax-M3", 9)]
    public void Bind_Section_CreatesTheLimits(string section, string model, long tokensPerMinute)
    {
        IConfiguration configuration = BoundOptions.CreateSection($$"""{ "RateLimits": {{section}} }""");
        var problems = new List<string>();

        ModelRateLimiterOptions limits = RateLimitsBinder.ReadOptions(configuration.GetSection("RateLimits"), problems.Add);

        Assert.Empty(problems);
        ModelRateLimit? found = limits.Limits.SingleOrDefault(limit => ModelName.IsSame(limit.Key, model)).Value;
        Assert.Equal(tokensPerMinute, (found ?? limits.DefaultLimit).TokensPerMinute);
    }

    [Fact]
    public void Bind_InvalidSection_ReportsEveryProblem()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson("""
            {
              "RateLimits": {
                "Preset": "ForMaximax", "Limit": 1, "QueueLimit": "long", "Margin": "00:02:00",
                "Limits": { "m": { "RequestsPerMinute": 0, "PerHour": 1 }, "n": 5 },
                "DefaultLimit": 7
              }
            }
            """);

        Assert.Equal(
            [
                "RateLimits:Preset is 'ForMaximax'; it must be ForMiniMax or ForUnpaidMiniMax.",
                "RateLimits:Limits:m:PerHour is not a known setting.",
                "RateLimits:Limits:n has a value; it must have child entries.",
                "RateLimits:DefaultLimit has a value; it must have child entries.",
                "RateLimits:QueueLimit is 'long'; it must be an integer.",
                "RateLimits:Limit is not a known setting.",
                "RateLimits:Limits['m'].RequestsPerMinute is 0; it must be 1 or more.",
                "RateLimits:Margin is 00:02:00; it must be zero to a minute.",
            ],
            options.BindingProblems);
    }

    [Theory]
    [InlineData("{ }", "RateLimits contains no limit; set Preset, Limits or DefaultLimit.")]
    [InlineData("null", "RateLimits contains no limit; set Preset, Limits or DefaultLimit.")]
    [InlineData("""{ "QueueLimit": 10 }""", "RateLimits contains no limit; set Preset, Limits or DefaultLimit.")]
    [InlineData("""{ "Limits": {} }""", "RateLimits contains no limit; set Preset, Limits or DefaultLimit.")]
    [InlineData("""{ "Preset": "ForMiniMax", "DefaultLimit": {} }""", "RateLimits:DefaultLimit has no child entries.")]
    [InlineData("""{ "Preset": "ForMiniMax", "DefaultLimit": null }""", "RateLimits:DefaultLimit has no child entries.")]
    [InlineData(
        """{ "Preset": "ForMiniMax", "Limits": { "MiniMax-M3": { "RequestsPerMinute": null } } }""",
        "RateLimits:Limits:MiniMax-M3:RequestsPerMinute has no value; it must be an integer.")]
    [InlineData(
        """{ "Preset": null, "DefaultLimit": { "RequestsPerMinute": 1 } }""",
        "RateLimits:Preset has no value; it must be ForMiniMax or ForUnpaidMiniMax.")]
    public void Bind_SectionWithoutALimit_IsReported(string section, string problem)
    {
        MiniMaxClientOptions options = BoundOptions.FromJson($$"""{ "RateLimits": {{section}} }""");
        Assert.Equal([problem], options.BindingProblems);
    }

    [Fact]
    public void Bind_PartOfALimit_KeepsTheRestOfThePreset()
    {
        IConfiguration configuration = BoundOptions.CreateSection(
            """{ "RateLimits": { "Preset": "ForUnpaidMiniMax", "DefaultLimit": { "RequestsPerMinute": 3 } } }""");

        ModelRateLimit limit = RateLimitsBinder.ReadOptions(configuration.GetSection("RateLimits"), static _ => { }).DefaultLimit;

        Assert.Equal(3, limit.RequestsPerMinute);
        Assert.Equal(ModelRateLimiterOptions.ForUnpaidMiniMax().DefaultLimit.TokensPerMinute, limit.TokensPerMinute);
    }

    [Fact]
    public async Task RateLimits_Configuration_ApplyWithTheClockOfTheContainer()
    {
        var clock = new FakeTimeProvider();
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        await using ServiceProvider services = BoundOptions.BuildServices(
            $$"""
            {
              "Provider": "OpenAICompatible", "BaseAddress": "{{server.BaseAddress}}", "Model": "m",
              "RateLimits": { "Limits": { "m": { "RequestsPerMinute": 1 } }, "QueueLimit": 0, "Margin": "00:00:00" }
            }
            """,
            services => services.AddSingleton<TimeProvider>(clock));
        var client = services.GetRequiredService<IChatCompletionsClient>();

        await client.CompleteAsync("Hi", cancellationToken: _token);
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CompleteAsync("Hi", cancellationToken: _token));
        clock.Advance(TimeSpan.FromMinutes(1));
        await client.CompleteAsync("Hi", cancellationToken: _token);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void RateLimits_SeveralProviders_ShareOneLimiter()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson("""
            { "RateLimits": { "Preset": "ForMiniMax" }, "Providers": [ { "Provider": "RunApi" }, { "Provider": "MiniMax" } ] }
            """);

        Assert.All(
            options.CreateFailoverProviders(),
            provider => Assert.Same(options.Client.Resilience.RateLimiter, provider.Client.Resilience.RateLimiter));
    }
}
