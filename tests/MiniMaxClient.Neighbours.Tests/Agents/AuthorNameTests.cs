using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>Author names (dotnet.md, F5): the app's, never the name that MiniMax puts into each message.</summary>
public sealed class AuthorNameTests
{
    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Response_OfTheChatClient_HasNoAuthorName(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Hi."));

        ChatResponse response = await EmulatedChat.GetResponseAsync(emulated.Chat, stream, [EmulatedChat.CreateUserMessage("Hi")]);

        Assert.All(response.Messages, static message => Assert.Null(message.AuthorName));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WireName_ReplayedMessage_IsSentBack(bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(Reply.Text("Hi."), Reply.Text("Again."));
        AIMessage question = EmulatedChat.CreateUserMessage("Hi");

        ChatResponse response = await EmulatedChat.GetResponseAsync(emulated.Chat, stream, [question]);
        await EmulatedChat.GetResponseAsync(emulated.Chat, stream, [question, .. response.Messages, EmulatedChat.CreateUserMessage("And?")]);

        Assert.Equal("MiniMax AI", emulated.Requests[1].Messages()[1].GetProperty("name").GetString());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Response_OfAnAgent_HasTheAgentsName(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Hi."));
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Greeter");

        AgentResponse response = stream
            ? await agent.RunStreamingAsync("Hi", cancellationToken: TestTimeouts.Token).ToAgentResponseAsync(TestTimeouts.Token)
            : await agent.RunAsync("Hi", cancellationToken: TestTimeouts.Token);

        Assert.All(response.Messages, static message => Assert.Equal("Greeter", message.AuthorName));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task MessageOfOneAgent_InTheRequestOfTheNext_IsNotNamedAfterMiniMax(string provider)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("A poem."), Reply.Text("A better poem."));
        Workflow workflow = AgentWorkflowBuilder.BuildSequential(
            emulated.Chat.AsAIAgent(instructions: "Write.", name: "Writer"),
            emulated.Chat.AsAIAgent(instructions: "Review.", name: "Reviewer"));

        List<AIMessage> output = await WorkflowRun.RunAsync(workflow, "Write a poem.");

        Assert.Equal("Reviewer", output[^1].AuthorName);
        Assert.Contains("A poem.", emulated.Requests[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("MiniMax AI", emulated.Requests[1].Text, StringComparison.Ordinal);
    }
}
