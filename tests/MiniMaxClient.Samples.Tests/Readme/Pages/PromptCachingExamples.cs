#region usings
using Microsoft.Extensions.AI;
using MiniMaxClient;
using ChatMessage = MiniMaxClient.ChatMessage;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.PromptCachingPage;

/// <summary>The guide to prompt caching.</summary>
internal sealed class PromptCachingExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    private readonly string manual = string.Join(' ', Enumerable.Repeat("Press the button for ten seconds.", 100));

    public async Task Markers()
    {
        #region markers
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages =
            [
                ChatMessage.System(manual) with { CacheControl = CacheControl.Ephemeral },
                ChatMessage.User("How do I reset it?"),
            ],
        };
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true }));
        ChatCompletion first = await client.CompleteAsync(request);
        ChatCompletion second = await client.CompleteAsync(request);
        Console.WriteLine($"{first.Usage?.CacheWriteTokens} tokens written, {second.Usage?.CacheReadTokens} read");
        #endregion
        Assert.True(first.Usage!.CacheWriteTokens > 0);
        Assert.Equal(first.Usage.CacheWriteTokens, second.Usage!.CacheReadTokens);
        Assert.Equal([$"{first.Usage.CacheWriteTokens} tokens written, {second.Usage.CacheReadTokens} read"], Output);
    }

    public async Task Automatic()
    {
        #region automatic
        var options = new ChatCompletionsClientOptions { PromptCaching = PromptCaching.Automatic };
        #endregion
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true }), options);
        await client.CompleteAsync(
            new ChatCompletionRequest
            {
                Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.System(manual), ChatMessage.User("Hi")],
            },
            cancellationToken);
        Assert.Contains("cache_control", emulator.Requests[^1].Text, StringComparison.Ordinal);
    }

    public async Task ExtensionsAI()
    {
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true }));

        #region extensions-ai
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash);
        AIFunction search = AIFunctionFactory.Create(Search).WithCacheControl();
        ChatResponse response = await chat.GetResponseAsync(
            [new(Microsoft.Extensions.AI.ChatRole.User, [new TextContent(manual).WithCacheControl(), new TextContent("How do I reset it?")])],
            new() { Tools = [search] });
        #endregion
        Assert.NotEmpty(response.Messages);
        Assert.Equal(3, emulator.Requests[^1].Text.Split("cache_control").Length);
    }

    private static string Search(string text) => text;
}
