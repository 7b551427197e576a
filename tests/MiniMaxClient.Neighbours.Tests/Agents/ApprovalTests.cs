using System.Text.Json;
using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>Functions of an agent that a person approves, with the session stored in between.</summary>
public sealed class ApprovalTests
{
    public static MatrixTheoryData<string, bool, bool> Decisions { get; } =
        new(Adapters.AllNames, [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Function_RequiresApproval_RunsOnlyIfApprovedInALaterProcess(string provider, bool stream, bool approved)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider,
            Reply.Text("", thinking: "Pay now.").WithToolCall("pay", """{"amount":7}""", "call_1"),
            Reply.Text("Done."));
        List<int> paid = [];
        AIAgent first = CreateAgent(emulated.Chat, paid);
        AgentSession session = await first.CreateSessionAsync(TestTimeouts.Token);

        AgentResponse question = await AgentRun.RunAsync(first, stream, [EmulatedChat.CreateUserMessage("Pay 7.")], session);
        ToolApprovalRequestContent request =
            question.Messages.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>().Single();
        Assert.Empty(paid);
        Assert.Single(emulated.Requests);
        string stored = (await first.SerializeSessionAsync(session, cancellationToken: TestTimeouts.Token)).GetRawText();

        AIAgent second = CreateAgent(emulated.Chat, paid);
        session = await second.DeserializeSessionAsync(JsonElement.Parse(stored), cancellationToken: TestTimeouts.Token);
        AIMessage decision = new(AIRole.User, [request.CreateResponse(approved, approved ? null : "Too much.")]);
        AgentResponse answer = await AgentRun.RunAsync(second, stream, [decision], session);

        Assert.Equal("Done.", answer.Text);
        Assert.Equal(approved ? [7] : [], paid);
        RecordedRequest sent = emulated.Requests[1];
        sent.AssertEveryResultHasItsCall();
        Assert.Equal(("call_1", "pay"), sent.ToolCalls().Select(static call => (call.Id, call.Name)).Single());
        Assert.Contains(approved ? "paid" : "Too much.", Assert.Single(sent.ToolResults()).Text, StringComparison.Ordinal);
        Assert.Contains("Pay now.", sent.Text, StringComparison.Ordinal);
    }

    private static AIAgent CreateAgent(IChatClient chat, List<int> paid) => chat.AsAIAgent(
        instructions: "Pay bills.", name: "Payer",
        tools: [new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int amount) => { paid.Add(amount); return "paid"; }, "pay"))]);
}
