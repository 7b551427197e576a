#region usings
using MiniMaxClient;
#endregion
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using ChatMessage = MiniMaxClient.ChatMessage;
using ReasoningEffort = MiniMaxClient.ReasoningEffort;

namespace ReadmeCode.ConversationsPage;

/// <summary>The guide to conversations.</summary>
internal sealed class ConversationsExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Converse()
    {
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));
        emulator.Enqueue(
            Reply.Text("Oslo.", "Norway"),
            Reply.Text("Stockholm."),
            Reply.ToolCall("get_weather", """{"city":"Stockholm"}"""),
            Reply.Text("Yes."),
            Reply.ToolCall("get_weather", """{"city":"Bergen"}"""),
            Reply.Text("Yes, too."),
            Reply.Text("Helsinki."));
        AIFunction[] tools = [AIFunctionFactory.Create(static (string city) => $"snow in {city}", "get_weather")];

        #region converse
        var conversation = new Conversation(client, MiniMaxModels.M3_1_Flash, "Be terse.");
        ChatCompletion answer = await conversation.SendAsync("What is the capital of Norway?", cancellationToken);
        Console.WriteLine(answer.Text);

        await foreach (ChatCompletionChunk chunk in conversation.StreamAsync("And of Sweden?", cancellationToken))
            Console.Write(chunk.Text);
        #endregion
        Assert.Equal(["Oslo.", "Stockholm."], Output);

        #region settings
        conversation.Request = conversation.Request with { ReasoningEffort = ReasoningEffort.Low, MaxTokens = 16_384 };
        #endregion

        #region tools
        ChatCompletionRequest request = conversation.CreateRequest("Is it cold there?");
        ToolRunResult run = await client.RunToolsAsync(request, tools, cancellationToken: cancellationToken);
        conversation.Request = conversation.Request with { Messages = run.Messages };
        #endregion
        Assert.Equal(9, conversation.Messages.Count);
        Assert.Equal("low", emulator.Requests[3].Json.GetProperty("reasoning_effort").GetString());

        conversation.Request = conversation.Request with { Tools = [tools[0].ToFunctionTool()] };
        ToolCall call = (await conversation.SendAsync("And in Bergen?", cancellationToken)).Message.ToolCalls!.Single();
        #region tool-results
        conversation.Request = conversation.Request with { Messages = [.. conversation.Messages, ChatMessage.Tool(call.Id, "snow")] };
        ChatCompletion next = await conversation.SendAsync(cancellationToken);
        #endregion
        Assert.Equal("Yes, too.", next.Text);

        #region branch
        Conversation branch = conversation.Branch(messageCount: 1);
        ChatCompletion other = await branch.SendAsync("What is the capital of Finland?", cancellationToken);
        #endregion
        Assert.Equal("Helsinki.", other.Text);
        Assert.Equal(3, branch.Messages.Count);

        #region trim
        IReadOnlyList<ChatMessage> removed = conversation.TrimToTokens(100_000);
        #endregion
        Assert.Empty(removed);

        #region store
        string stored = conversation.ToJson();
        Conversation resumed = Conversation.FromJson(stored, client);
        #endregion
        Assert.Equal(13, resumed.Messages.Count);
    }
}
