#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.ErrorsPage;

/// <summary>The guide to errors.</summary>
internal sealed class ErrorsExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Catch()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };

        #region errors
        try
        {
            await client.CompleteAsync(request with { Temperature = 3 }, cancellationToken);
        }
        catch (MiniMaxRateLimitException e)
        {
            Console.WriteLine($"wait {e.RetryAfter}");
        }
        catch (MiniMaxInvalidRequestException e) when (e.Problems.Count > 0)
        {
            foreach (RequestProblem problem in e.Problems)      // rejected before it was sent
                Console.WriteLine($"{problem.Path} {problem.Message}");
        }
        catch (MiniMaxException e)
        {
            Console.WriteLine($"{e.Provider} {e.StatusCode} {e.ProviderCode} {e.RequestId}: {e.Message}");
        }
        #endregion
        Assert.StartsWith("$.temperature ", Output.Single(), StringComparison.Ordinal);
        Assert.Empty(emulator.Requests);
    }

    public async Task Partial()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Text("One two three four").WithChunkSize(4).CutAfterEvents(3));

        #region partial
        try
        {
            ChatCompletion whole = await client.StreamAsync(request, cancellationToken).ToCompletionAsync(cancellationToken);
            Console.WriteLine(whole.Text);
        }
        catch (MiniMaxException e) when (e.Partial is { } partial)
        {
            Console.WriteLine($"{e.GetType().Name} after: {partial.Text}");
        }
        #endregion
        Assert.StartsWith("MiniMaxStreamInterruptedException after: One", Output.Single(), StringComparison.Ordinal);
    }
}
