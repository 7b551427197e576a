#region usings
using Microsoft.Extensions.AI;
using MiniMaxClient;
using ChatMessage = MiniMaxClient.ChatMessage;     // Microsoft.Extensions.AI has a type of the same name
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.MigrationPage;

/// <summary>The guide to the migration from openai-dotnet: the code after it.</summary>
internal sealed class MigrationFromOpenAIDotnetExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task After()
    {
        Uri endpoint = emulator.OpenAICompatible;
        emulator.Enqueue(
            Reply.Text("One", thinking: "Hm."),
            Reply.Text("Two", thinking: "Hm."),
            Reply.ToolCall("get_weather", """{"city":"Oslo"}"""),
            Reply.Text("It snows."));

        #region after
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("minimax", endpoint, apiKey));
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3,
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
            MaxTokens = 16_384,
        };
        try
        {
            ChatCompletion completion = await client.CompleteAsync(request, cancellationToken);
            Console.WriteLine(completion.Text);                 // the reasoning is in completion.Reasoning
            await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
                Console.Write(chunk.Text);
        }
        catch (MiniMaxRateLimitException e)
        {
            Console.WriteLine($"rate limit exceeded; retry after {e.RetryAfter}");
        }
        #endregion
        Assert.Equal(["One", "Two"], Output);

        #region tools
        AIFunction[] tools = [AIFunctionFactory.Create((string city) => $"Snow in {city}.", "get_weather")];
        ChatCompletion done = await client.RunToolsAsync(request, tools, cancellationToken: cancellationToken);
        #endregion
        Assert.Equal("It snows.", done.Text);
    }
}
