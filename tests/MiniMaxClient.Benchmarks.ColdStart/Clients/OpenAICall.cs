using System.ClientModel;
using OpenAI.Chat;

namespace MiniMaxClient.Benchmarks.ColdStart.Clients;

/// <summary>OpenAI's own client.</summary>
internal static class OpenAICall
{
    public static async Task<int> CallAsync(Uri server)
    {
        var options = new OpenAI.OpenAIClientOptions { Endpoint = new Uri(server, "v1") };
        var client = new ChatClient("MiniMax-M2.7", new ApiKeyCredential("key"), options);
        ClientResult<OpenAI.Chat.ChatCompletion> response = await client.CompleteChatAsync(new UserChatMessage("Hello"));
        return response.Value.Content[0].Text.Length;
    }
}
