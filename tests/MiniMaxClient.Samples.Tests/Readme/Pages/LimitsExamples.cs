#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.LimitsPage;

/// <summary>The page on limits.</summary>
internal sealed class LimitsExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Bounds()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Text(new string('a', 2 * 1024 * 1024)));

        #region bounds
        var options = new ChatCompletionsClientOptions { MaxResponseBytes = 1024 * 1024, MaxStreamBytes = 8 * 1024 * 1024 };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        try
        {
            await client.CompleteAsync(request, cancellationToken);
        }
        catch (MiniMaxInvalidResponseException e)
        {
            Console.WriteLine($"{e.Provider}: {e.Message}");        // the body is too large
        }
        #endregion
        Assert.StartsWith("aimlapi: ", Output.Single(), StringComparison.Ordinal);
    }

    public async Task StreamBounds_ArePartial()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Text(new string('a', 64 * 1024)).WithChunkSize(100));
        var options = new ChatCompletionsClientOptions { MaxStreamBytes = 8 * 1024 };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.StreamAsync(request, cancellationToken).ToCompletionAsync(cancellationToken));
        Assert.NotEmpty(e.Partial!.Text);
    }
}
