#region usings
using System.ClientModel;
using OpenAI.Chat;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.BeforeMigrationPage;

/// <summary>The guide to the migration from openai-dotnet: the code before it.</summary>
internal sealed class BeforeExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Before()
    {
        Uri endpoint = emulator.OpenAICompatible;
        emulator.Enqueue(Reply.Text("One", thinking: "Hm."), Reply.Text("Two", thinking: "Hm."));

        #region before
        var client = new ChatClient("MiniMax-M3", new ApiKeyCredential(apiKey), new() { Endpoint = endpoint });
        ChatMessage[] messages = [new SystemChatMessage("Be terse."), new UserChatMessage("Hi")];
        try
        {
            ChatCompletion completion = await client.CompleteChatAsync(
                messages, new() { MaxOutputTokenCount = 16_384 }, cancellationToken);
            Console.WriteLine(completion.Content[0].Text);      // with <think> tags, if the host sends them
            await foreach (StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync(
                messages, cancellationToken: cancellationToken))
                Console.Write(update.ContentUpdate.Count > 0 ? update.ContentUpdate[0].Text : "");
        }
        catch (ClientResultException e) when (e.Status == 429)
        {
            Console.WriteLine("rate limit exceeded");
        }
        #endregion
        Assert.Equal(2, Output.Count(static line => line.Contains("</think>", StringComparison.Ordinal)));
    }
}
