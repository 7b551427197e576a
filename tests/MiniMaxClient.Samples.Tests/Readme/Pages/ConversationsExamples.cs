#region usings
using System.Text;
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

    public async Task Undo()
    {
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));
        var conversation = new Conversation(client, MiniMaxModels.M3_1_Flash, "Be terse.");
        await conversation.SendAsync("One", cancellationToken);
        await conversation.SendAsync("Two", cancellationToken);

        #region undo
        int lastQuestion = conversation.Messages.ToList().FindLastIndex(static message => message is UserMessage);
        Conversation undone = conversation.Branch(lastQuestion);
        #endregion
        Assert.Equal(3, undone.Messages.Count);
    }

    public async Task Stop()
    {
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stop = source.Token;
        var stalled = new TaskCompletionSource();
        emulator.Enqueue(Reply.Text("One two three").WithChunkSize(4).HoldAfterEvents(2, stalled.Task));
        var conversation = new Conversation(client, MiniMaxModels.M3_1_Flash);
        const string question = "Count.";
        Task canceling = Task.Run(
            async () =>
            {
                await emulator.WaitForRequestAsync(cancellationToken);
                await source.CancelAsync();
            },
            cancellationToken);

        #region stop
        var shown = new StringBuilder();
        try
        {
            await foreach (ChatCompletionChunk chunk in conversation.StreamAsync(question, stop))
                shown.Append(chunk.Text);
        }
        catch (OperationCanceledException)
        {
            ChatCompletionRequest stopped = conversation.CreateRequest(question);
            conversation.Request = stopped with { Messages = [.. stopped.Messages, ChatMessage.Assistant(shown.ToString())] };
        }
        #endregion
        await canceling;
        Assert.Equal([question, shown.ToString()], conversation.Messages.Select(static message => message.Text));
    }
}
