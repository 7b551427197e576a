using System.Text.Json;
using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>Sessions of agents that are stored as text and continued by a new agent over a new client.</summary>
public sealed class SessionTests
{
    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Session_ContinuedByAnotherProcess_SendsCallsResultsAndReasoning(string provider, bool stream)
    {
        string stored;
        string[] unbroken;
        await using (EmulatedChat before = await EmulatedChat.StartAsync(
            provider,
            Reply.Text("", thinking: "Look it up.").WithToolCall("weather", """{"city":"Oslo"}""", "call_1"),
            Reply.Text("Snow.", thinking: "Cold."), Reply.Text("A coat.")))
        {
            AIAgent agent = CreateAgent(before.Chat);
            AgentSession session = await agent.CreateSessionAsync(TestTimeouts.Token);
            await AgentRun.RunAsync(agent, stream, [EmulatedChat.CreateUserMessage("Weather in Oslo?")], session);
            stored = (await agent.SerializeSessionAsync(session, cancellationToken: TestTimeouts.Token)).GetRawText();
            await AgentRun.RunAsync(agent, stream, [EmulatedChat.CreateUserMessage("What do I wear?")], session);
            unbroken = Texts(before.Requests[2]);
        }

        await using EmulatedChat after = await EmulatedChat.StartAsync(provider, Reply.Text("A coat."));
        AIAgent later = CreateAgent(after.Chat);
        AgentSession continued = await later.DeserializeSessionAsync(JsonElement.Parse(stored), cancellationToken: TestTimeouts.Token);
        AgentResponse response = await AgentRun.RunAsync(
            later, stream, [EmulatedChat.CreateUserMessage("What do I wear?")], continued);

        Assert.Equal("A coat.", response.Text);
        RecordedRequest sent = Assert.Single(after.Requests);
        sent.AssertEveryResultHasItsCall();
        Assert.Equal("Be terse.", sent.System());
        Assert.Contains("Look it up.", sent.Text, StringComparison.Ordinal);
        Assert.Contains("Cold.", sent.Text, StringComparison.Ordinal);
        Assert.Equal(unbroken, Texts(sent));
    }

    /// <summary>The messages as they were sent, byte for byte.</summary>
    private static string[] Texts(RecordedRequest request) =>
        [.. request.Messages().Select(static message => message.GetRawText())];

    private static AIAgent CreateAgent(IChatClient chat) => chat.AsAIAgent(
        instructions: "Be terse.", name: "Forecaster",
        tools: [AIFunctionFactory.Create((string city) => $"{city}: snow", "weather")]);
}
