#region usings
using MiniMaxClient;
using Polly;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.TimeoutsAndRetriesPage;

/// <summary>The guide to timeouts and retries.</summary>
internal sealed class TimeoutsAndRetriesExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Limits()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Text("Hello"));

        #region limits
        var options = new ChatCompletionsClientOptions
        {
            FirstTokenTimeout = TimeSpan.FromSeconds(30),
            Resilience = new() { MaxRetryAttempts = 4, MaxRetryAfter = TimeSpan.FromMinutes(1) },
        };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        ChatCompletionRequest patient = request with { Options = new() { Timeout = TimeSpan.FromHours(1) } };     // for one call
        #endregion
        Assert.Equal("Hello", (await client.CompleteAsync(patient, cancellationToken)).Text);
    }

    public async Task Pipeline()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.Zero), Reply.Text("Hello"));

        #region pipeline
        var replaced = new ChatCompletionsClientOptions
        {
            Resilience = ResilienceOptions.None with
            {
                Pipeline = new ResiliencePipelineBuilder()
                    .AddRetry(new()
                    {
                        MaxRetryAttempts = 5,
                        Delay = TimeSpan.FromSeconds(0.1),
                        ShouldHandle = new PredicateBuilder().Handle<MiniMaxRateLimitException>(),
                    })
                    .Build(),
            },
        };
        #endregion
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), replaced);
        ChatCompletion answer = await client.CompleteAsync(request, cancellationToken);
        Assert.Equal("Hello", answer.Text);
        Assert.Equal(2, answer.Call!.Attempts.Count);
    }
}
