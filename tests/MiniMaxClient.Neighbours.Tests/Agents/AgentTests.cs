using System.Text.Json;
using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>Agents of Agent Framework over the client: tools, sessions, streaming, instructions.</summary>
public sealed class AgentTests
{
    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Agent_WithTools_RunsThemAndResponds(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("", thinking: "Look it up.").WithToolCall("weather", """{"city":"Oslo"}""", "call_1"),
            Reply.Text("Snow in Oslo.", thinking: "Cold."));
        AIAgent agent = emulated.Chat.AsAIAgent(
            instructions: "Be terse.", name: "Forecaster", tools: [AIFunctionFactory.Create((string city) => $"{city}: snow", "weather")]);

        AgentResponse response = await RunAsync(agent, stream, "Weather in Oslo?");

        Assert.Equal("Snow in Oslo.", response.Text);
        Assert.Equal(2, emulated.Requests.Count);
        RecordedRequest second = emulated.Requests[1];
        Assert.Equal("Be terse.", second.System());
        Assert.Equal("weather", Assert.Single(second.ToolCalls()).Name);
        Assert.Equal(("call_1", "Oslo: snow"), second.ToolResults().Select(static result => (result.Id, result.Text)).Single());
        Assert.Contains("Look it up.", second.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Session_StoredBetweenTwoRuns_SendsTheHistoryWithItsReasoning(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("Blue.", thinking: "Rayleigh scattering."), Reply.Text("Yes."));
        AIAgent agent = emulated.Chat.AsAIAgent(instructions: "Be terse.", name: "Painter");
        AgentSession session = await agent.CreateSessionAsync(TestTimeouts.Token);

        await RunAsync(agent, stream, "What color is the sky?", session);
        JsonElement stored = await agent.SerializeSessionAsync(session, cancellationToken: TestTimeouts.Token);
        session = await agent.DeserializeSessionAsync(stored.Clone(), cancellationToken: TestTimeouts.Token);
        AgentResponse second = await RunAsync(agent, stream, "Sure?", session);

        Assert.Equal("Yes.", second.Text);
        RecordedRequest sent = emulated.Requests[1];
        Assert.Equal("Be terse.", sent.System());
        Assert.Equal(["user", "assistant", "user"], sent.Roles().Where(static role => role != "system"));
        string assistant = sent.Messages()[^2].GetRawText();
        Assert.Contains("Rayleigh scattering.", assistant, StringComparison.Ordinal);
        Assert.Contains("Blue.", assistant, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ContextProvider_AddsInstructions_AreAtTheStart(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Tea."), Reply.Text("Tea again."));
        AIAgent agent = emulated.Chat.AsAIAgent(new ChatClientAgentOptions
        {
            Name = "Waiter",
            ChatOptions = new() { Instructions = "Be terse." },
            AIContextProviders = [new Memory()],
        });
        AgentSession session = await agent.CreateSessionAsync(TestTimeouts.Token);

        await RunAsync(agent, stream, "What do I drink?", session);
        await RunAsync(agent, stream, "And now?", session);

        Assert.All(emulated.Requests, static request =>
        {
            Assert.Contains("Be terse.", request.System(), StringComparison.Ordinal);
            Assert.Contains("The user likes tea.", request.System(), StringComparison.Ordinal);
            Assert.DoesNotContain("system", request.Roles().Skip(1));
        });
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task LateSystemMessage_ByDefault_IsRejectedBeforeItIsSent(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider);
        AIAgent agent = emulated.Chat.AsAIAgent(instructions: "Be terse.", name: "Waiter");

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => RunAsync(agent, stream, LateSystemMessage));

        Assert.Empty(emulated.Requests);
        Assert.Contains("messages[", Assert.Single(e.Problems).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task LateSystemMessage_MovedToTheFront_IsPartOfTheInstructions(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, MiniMaxModels.M2, new() { LateSystemMessages = LateSystemMessageHandling.MoveToFront });
        AIAgent agent = emulated.Chat.AsAIAgent(instructions: "Be terse.", name: "Waiter");

        await RunAsync(agent, stream, LateSystemMessage);

        RecordedRequest sent = Assert.Single(emulated.Requests);
        Assert.Equal("Be terse.\n\nThe user likes tea.", sent.System()!.ReplaceLineEndings("\n"));
        Assert.Equal(["user", "assistant", "user"], sent.Roles().Where(static role => role != "system"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task LateSystemMessage_SentAsUser_KeepsItsPosition(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, MiniMaxModels.M2, new() { LateSystemMessages = LateSystemMessageHandling.SendAsUser });
        AIAgent agent = emulated.Chat.AsAIAgent(instructions: "Be terse.", name: "Waiter");

        await RunAsync(agent, stream, LateSystemMessage);

        RecordedRequest sent = Assert.Single(emulated.Requests);
        Assert.Equal("Be terse.", sent.System());
        string[] texts = [.. sent.Messages().Select(static message => SentRequest.Text(message.GetProperty("content")))];
        Assert.Equal(1, texts.Count(static text => text.Contains("<instructions>", StringComparison.Ordinal)));
        Assert.True(
            sent.Text.IndexOf("The user likes tea.", StringComparison.Ordinal) > sent.Text.IndexOf("Coffee?", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AssistantMessage_WithUsageAlone_IsNotSent(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider);
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Waiter");

        await RunAsync(
            agent, stream,
            [
                EmulatedChat.CreateUserMessage("Hi"), new(AIRole.Assistant, "Coffee?"),
                new(AIRole.Assistant, [new UsageContent(new() { TotalTokenCount = 3 })]), new(AIRole.Assistant, new List<AIContent>()),
                EmulatedChat.CreateUserMessage("Yes."),
            ]);

        RecordedRequest sent = Assert.Single(emulated.Requests);
        Assert.Equal(["user", "assistant", "user"], sent.Roles());
        sent.AssertNoAssistantMessageIsEmpty();
    }

    private static List<AIMessage> LateSystemMessage =>
    [
        EmulatedChat.CreateUserMessage("Hi"), new(AIRole.Assistant, "Coffee?"), new(AIRole.System, "The user likes tea."),
        EmulatedChat.CreateUserMessage("What else?"),
    ];

    private static Task<AgentResponse> RunAsync(AIAgent agent, bool stream, string prompt, AgentSession? session = null) =>
        RunAsync(agent, stream, [EmulatedChat.CreateUserMessage(prompt)], session);

    private static Task<AgentResponse> RunAsync(
        AIAgent agent, bool stream, List<AIMessage> messages, AgentSession? session = null) => stream
        ? agent.RunStreamingAsync(messages, session, cancellationToken: TestTimeouts.Token).ToAgentResponseAsync(TestTimeouts.Token)
        : agent.RunAsync(messages, session, cancellationToken: TestTimeouts.Token);

    private sealed class Memory : AIContextProvider
    {
        protected override ValueTask<AIContext> ProvideAIContextAsync(
            InvokingContext context, CancellationToken cancellationToken = default) =>
            new(new AIContext { Instructions = "The user likes tea." });
    }
}
