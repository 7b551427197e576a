#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.PerformancePage;

/// <summary>The page on performance.</summary>
internal sealed class PerformanceExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Durations()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };

        #region durations
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
        {
            if (chunk.FinishReason is not null)
                Console.WriteLine($"{chunk.Call?.TimeToFirstChunk} to the first chunk, {chunk.Call?.TimeToHeaders} to the headers");
        }
        #endregion
        Assert.Matches(@"^00:\S+ to the first chunk, 00:\S+ to the headers$", Output.Single());
    }
}
