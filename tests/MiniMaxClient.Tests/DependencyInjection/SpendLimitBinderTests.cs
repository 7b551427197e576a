using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class SpendLimitBinderTests
{
    // 1,000,000 prompt tokens: 0.30 dollars.
    private const string Response = """
        {"choices":[{"message":{"role":"assistant","content":"Hi."}}],
         "usage":{"prompt_tokens":1000000,"completion_tokens":0,"total_tokens":1000000}}
        """;

    private const string Prices = """
        "Prices": { "MiniMax-M3": { "Input": 0.30, "Output": 1.20 } }
        """;

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public void Bind_Section_SetsTheLimit()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson(
            """{ "SpendLimit": { "Limit": 5.5, "window": "1.00:00:00", "UnknownCost": "warn" } }""");

        Assert.Empty(options.BindingProblems);
        SpendLimit limit = options.Client.SpendLimit!;
        Assert.Equal((5.5m, TimeSpan.FromDays(1), UnknownCost.Warn), (limit.Limit, limit.Window, limit.UnknownCost));
    }

    [Theory]
    [InlineData("""{ }""", "SpendLimit:Limit is missing; it must be a number.", "SpendLimit:Window is missing; it must be a duration such as 00:10:00.")]
    [InlineData("""{ "Limit": "much", "Window": 300 }""", "SpendLimit:Limit is 'much'; it must be a number.", "SpendLimit:Window is '300'; it must be a duration such as 00:10:00.")]
    [InlineData("""{ "Limit": -1, "Window": "00:00:00" }""", "SpendLimit:Limit is -1; it must be above zero.", "SpendLimit:Window is 00:00:00; it must be above zero and at most 366 days, or infinite.")]
    [InlineData("""{ "Limit": 1, "Window": "01:00:00", "UnknownCost": "Ignore", "Currency": "EUR" }""", "SpendLimit:UnknownCost is 'Ignore'; it must be Reject or Warn.", "SpendLimit:Currency is not a known setting.")]
    [InlineData("""{ "Limit": { "USD": 1 }, "Window": "01:00:00" }""", "SpendLimit:Limit has child entries; it must be a number.")]
    [InlineData("""5.0""", "SpendLimit:Limit is missing; it must be a number.", "SpendLimit:Window is missing; it must be a duration such as 00:10:00.", "SpendLimit has a value; it must have child entries.")]
    public void Bind_InvalidSection_ReportsEveryProblem(string section, params string[] problems)
    {
        MiniMaxClientOptions options = BoundOptions.FromJson($$"""{ "SpendLimit": {{section}} }""");

        Assert.Equal(problems, options.BindingProblems);
    }

    [Fact]
    public async Task SpendLimit_Configuration_IsOneForAllProvidersAndUsesTheClockOfTheContainer()
    {
        var clock = new FakeTimeProvider();
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Response), ServerScript.Json(503, "{}"), ServerScript.Json(200, Response));
        await using ServiceProvider services = BoundOptions.BuildServices(
            $$"""
            {
              "Model": "MiniMax-M3",
              "Resilience": { "MaxRetryAttempts": 0 },
              "SpendLimit": { "Limit": 0.5, "Window": "01:00:00" },
              {{Prices}},
              "Providers": [
                { "Provider": "OpenAICompatible", "BaseAddress": "{{server.BaseAddress}}" },
                { "Provider": "OpenAICompatible", "BaseAddress": "{{server.BaseAddress}}" }
              ]
            }
            """,
            services => services.AddSingleton<TimeProvider>(clock));
        var client = services.GetRequiredService<IChatCompletionsClient>();

        // The first call costs 0.30 at the first provider, the second 0.30 at the second.
        await client.CompleteAsync("Hi", cancellationToken: _token);
        await client.CompleteAsync("Hi", cancellationToken: _token);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync("Hi", cancellationToken: _token));
        clock.Advance(TimeSpan.FromHours(1));
        await client.CompleteAsync("Hi", cancellationToken: _token);

        Assert.Equal(0.5m, e.Limit);
        // The failed attempt counts a little.
        Assert.InRange(e.Spent, 0.6m, 0.61m);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{ "Provider": "RunApi", "ApiKey": "key-1", "SpendLimit": { "Limit": 5, "Window": "01:00:00" } }""")]
    [InlineData("""{ "Providers": [ { "Provider": "RunApi", "ApiKey": "key-1", "SpendLimit": { "Limit": 5, "Window": "01:00:00" } } ] }""")]
    public async Task SpendLimit_AlsoInTheContainer_IsReported(string section)
    {
        await using ServiceProvider services = BoundOptions.BuildServices(
            section, static services => services.AddSingleton(new SpendLimit(500m, Timeout.InfiniteTimeSpan)));

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.Contains(
            "SpendLimit is set, and the container has a SpendLimit; use only one of them.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SpendLimit_OfAProviderAndOfTheClient_IsReported()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson("""
            {
              "SpendLimit": { "Limit": 5, "Window": "01:00:00" },
              "Providers": [ { "Provider": "RunApi", "SpendLimit": { "Limit": 100, "Window": "01:00:00" } } ]
            }
            """);

        Assert.Equal(["Providers:0:SpendLimit is set, and next to Providers; set only one of them."], options.BindingProblems);
    }

    [Theory]
    [InlineData("""{ "BaseAddress": ["https://gateway.local/v1"] }""", "BaseAddress has child entries; it must be a string.")]
    [InlineData("""{ "ApiKey": { "Value": "k" } }""", "ApiKey has child entries; it must be a string.")]
    [InlineData("""{ "Model": ["a"] }""", "Model has child entries; it must be a string.")]
    public void Bind_ChildEntriesInThePlaceOfAValue_AreReported(string section, string problem) =>
        Assert.Equal([problem], BoundOptions.FromJson(section).BindingProblems);

    [Fact]
    public void InvalidSections_OfAProvider_AreReportedTogetherWithTheirPaths()
    {
        using ServiceProvider services = BoundOptions.BuildServices("""
            {
              "Providers": [ { "Provider": "RunApi", "ApiKey": "key-1", "SpendLimit": { "Limit": 0, "Window": "01:00:00" } } ],
              "RateLimits": { "Preset": "ForMiniMax", "QueueLimit": -1 },
              "Prices": { "m": { "Input": 1 } }
            }
            """);

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.Equal(
            "Invalid configuration of the MiniMax client: Prices:m:Output is missing; it must be a number. "
            + "RateLimits:QueueLimit is -1; it must be zero or more. "
            + "Providers:0:SpendLimit:Limit is 0; it must be above zero.",
            e.Message);
    }
}
