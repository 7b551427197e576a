using Anthropic.Models.Messages;

namespace MiniMaxClient.Benchmarks.ColdStart.Clients;

/// <summary>Anthropic's own client, which is served its own grammar.</summary>
internal static class AnthropicCall
{
    public static async Task<int> CallAsync(Uri server)
    {
        using var client = new Anthropic.AnthropicClient { BaseUrl = server.AbsoluteUri.TrimEnd('/'), ApiKey = "key" };
        Message response = await client.Messages.Create(new()
        {
            Model = "MiniMax-M2.7",
            MaxTokens = 4096,
            Messages = [new UserMessageParam { Content = "Hello" }],
        });
        return response.Content[0].TryPickText(out TextBlock? text) ? text.Text.Length : 0;
    }
}
