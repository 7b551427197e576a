using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>The client in a pipeline of Microsoft.Extensions.AI; the cases are those of its conformance tests.</summary>
public sealed class PipelineTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conversation_SeveralTurns_SendsTheHistory(bool streamed)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            Reply.Text("Seattle", "Any city."), Reply.Text("Jakarta", "Another one."), Reply.Text("America and Asia"));
        List<AIMessage> history = [];
        foreach (string question in (string[])["Pick a city.", "And another one.", "What continents?"])
        {
            history.Add(EmulatedChat.CreateUserMessage(question));
            if (streamed)
                await history.AddMessagesAsync(chat.Chat.GetStreamingResponseAsync(history, null, _token), _token);
            else
                history.AddMessages(await chat.Chat.GetResponseAsync(history, null, _token));
        }

        Assert.Equal(6, history.Count);
        Assert.Equal("America and Asia", history[^1].Text);
        Json.AssertEqual(
            """
            [{"role":"user","content":"Pick a city."},
             {"role":"assistant","content":"<think>\nAny city.\n</think>\n\nSeattle","name":"MiniMax AI","audio_content":""},
             {"role":"user","content":"And another one."},
             {"role":"assistant","content":"<think>\nAnother one.\n</think>\n\nJakarta","name":"MiniMax AI","audio_content":""},
             {"role":"user","content":"What continents?"}]
            """,
            chat.LastRequestJson.GetProperty("messages").GetRawText());
    }

    public static MatrixTheoryData<string, bool> Ways { get; } = new(["openai", "aimlapi", "runapi", "anthropic"], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Functions_CalledInParallel_AreRunBeforeTheFinalResponse(string provider, bool streamed)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            provider,
            Reply.Text("", "Two calls.").WithToolCall("age_of", """{"name":"Elsa"}""", "call_1")
                .WithToolCall("age_of", """{"name":"Anna"}""", "call_2").WithChunkSize(1).WithUsage(10, 5),
            Reply.Text("Elsa is 3 years older.", "21 - 18.").WithUsage(20, 7));
        using var client = new FunctionInvokingChatClient(chat.Chat);
        ChatOptions options = new()
        {
            Tools = [AIFunctionFactory.Create((string name) => new { Age = name == "Elsa" ? 21 : 18 }, "age_of")],
            MaxOutputTokens = 1000,
        };

        ChatResponse response = streamed
            ? await client.GetStreamingResponseAsync("How much older is Elsa?", options, _token).ToChatResponseAsync(_token)
            : await client.GetResponseAsync("How much older is Elsa?", options, _token);

        Assert.Equal("Elsa is 3 years older.", response.Messages[^1].Text);
        Assert.Equal([AIRole.Assistant, AIRole.Tool, AIRole.Assistant], response.Messages.Select(static message => message.Role));
        Assert.Equal((30, 12), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.Equal(2, chat.Emulator.Requests.Count);
        Assert.Contains("Two calls.", chat.LastRequestJson.GetRawText());
        Assert.Contains("""{\"age\":21}""", chat.Emulator.Requests[^1].Text);
    }

    [Fact]
    public async Task Functions_Required_AreForced()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.ToolCall("raise", "{}"), Reply.Text("Raised."));
        using var client = new FunctionInvokingChatClient(chat.Chat);
        bool isRaised = false;

        await client.GetResponseAsync(
            "What is the number?",
            new() { Tools = [AIFunctionFactory.Create(() => { isRaised = true; }, "raise")], ToolMode = ChatToolMode.RequireSpecific("raise") },
            _token);

        Assert.True(isRaised);
        Json.AssertEqual(
            """{"type":"function","function":{"name":"raise"}}""", chat.Emulator.Requests[0].Json.GetProperty("tool_choice").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Function_InvalidArguments_AreReportedAndTheConversationContinues(bool streamed)
    {
        await using EmulatedChat chat =
            await EmulatedChat.StartAsync(Reply.ToolCall("look", """{"q":"a" """, "call_1"), Reply.Text("Sorry."));
        IChatClient client = new FunctionInvokingChatClient(chat.Chat);
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create((string q) => q, "look")] };

        ChatResponse response = streamed
            ? await client.GetStreamingResponseAsync("Look.", options, _token).ToChatResponseAsync(_token)
            : await client.GetResponseAsync("Look.", options, _token);

        Assert.Equal("Sorry.", response.Messages[^1].Text);
        JsonElement sent = chat.LastRequestJson.GetProperty("messages");
        Assert.Equal("{}", sent[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.StartsWith("Error: ", sent[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task AddMiniMaxChatClient_DefaultAndKeyed_RegistersTheClients()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        var services = new ServiceCollection();
        services.AddMiniMaxClient(options =>
        {
            options.UseOpenAICompatible("openai", chat.Emulator.OpenAICompatible.ToString(), chat.Emulator.ApiKey);
        });
        services.AddMiniMaxClient("cheap", options =>
        {
            options.UseRunApi(chat.Emulator.ApiKey, chat.Emulator.RunApi.ToString());
        });
        services.AddMiniMaxChatClient(MiniMaxModels.M2_7).AddMiniMaxChatClient("cheap", MiniMaxModels.M2);
        using ServiceProvider provider = services.BuildServiceProvider();

        var client = provider.GetRequiredService<IChatClient>();
        await client.GetResponseAsync("Hi", null, _token);
        await provider.GetRequiredKeyedService<IChatClient>("cheap").GetResponseAsync("Hi", null, _token);

        Assert.Same(client, provider.GetRequiredService<IChatClient>());
        Assert.Equal(
            ["OpenAICompatible MiniMax-M2.7", "RunApi MiniMax-M2"],
            chat.Emulator.Requests.Select(static sent => $"{sent.Provider} {sent.Json.GetProperty("model").GetString()}"));
    }
}
