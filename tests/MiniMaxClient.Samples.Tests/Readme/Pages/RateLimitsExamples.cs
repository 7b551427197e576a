#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.RateLimitsPage;

/// <summary>The guide to rate limits.</summary>
internal sealed class RateLimitsExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Limiter()
    {
        #region limiter
        var limiter = new ModelRateLimiter(ModelRateLimiterOptions.ForMiniMax());
        var options = new ChatCompletionsClientOptions { Resilience = new() { RateLimiter = limiter } };
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }), options);
        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash, cancellationToken);
        Console.WriteLine($"{limiter.GetStatistics().CurrentQueuedCount} requests wait.");
        #endregion
        Assert.NotEmpty(answer.Text);
        Assert.Equal(["0 requests wait."], Output);
        Assert.Equal(1, limiter.GetStatistics().TotalSuccessfulLeases);
    }

    public async Task PartOfTheLimits()
    {
        #region part
        var half = new ModelRateLimiterOptions
        {
            Limits = new Dictionary<string, ModelRateLimit>
            {
                [MiniMaxModels.M3_1_Flash] = new() { RequestsPerMinute = 100, TokensPerMinute = 5_000_000 },
            },
            DefaultLimit = new() { RequestsPerMinute = 250 },
        };
        #endregion
        using var limiter = new ModelRateLimiter(half);
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }),
            new() { Resilience = new() { RateLimiter = limiter } });
        await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash, cancellationToken);
        Assert.Equal(1, limiter.GetStatistics().TotalSuccessfulLeases);
    }
}
