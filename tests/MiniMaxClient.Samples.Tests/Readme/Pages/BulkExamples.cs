#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.BulkPage;

/// <summary>The guide to bulk requests.</summary>
internal sealed class BulkExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task CompleteMany()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        IEnumerable<ChatCompletionRequest> requests = Enumerable.Range(1, 3).Select(static number =>
            new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User($"Say {number}.")] });
        emulator.Enqueue(Reply.Error(402, "No credits"));

        #region bulk
        var options = new BulkOptions { MaxConcurrency = 32, InOrder = true };
        await foreach (BulkResult result in client.CompleteManyAsync(requests, options, cancellationToken))
            Console.WriteLine($"{result.Index}: {result.Completion?.Text ?? result.Error?.GetType().Name}");
        #endregion
        Assert.Equal(["0", "1", "2"], Output.Select(static line => line.Split(':')[0]));
        Assert.Single(Output, static line => line.EndsWith(": MiniMaxInsufficientCreditsException", StringComparison.Ordinal));
        Assert.Equal(2, Output.Count(static line => line.Contains("heard you say", StringComparison.Ordinal)));
    }
}
