using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The replay of invalid calls, and of the messages of a run.</summary>
public sealed class ToolRunReplayTests : ToolRunTest
{
    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Call_WithoutName_IsSentBackWithANameAndItsResult(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall(" ", "{}", "t1"), Reply.Text("Done."));

        ToolRunResult result = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(() => "x", "give")]);

        Assert.Equal(1, result.FailedCalls);
        Assert.Contains("\"name\":\"unnamed_function\"", GetSentMessages(1).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("t1", GetToolResults(1).Single().Id);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Messages_OfARunWithInvalidCalls_CanBeSentAgain(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("give", "{}", "t1"), Reply.ToolCall("give", "{\"cut", "t2"), Reply.ToolCall(" ", "{}", "t3"),
            Reply.Text(""), Reply.Text("Hi"));
        ToolRunResult run = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(() => "", "give")]);

        await CreateClient(protocol).CompleteAsync(
            Request with { Messages = [.. run.Messages, ChatMessage.User("And?")] }, TestTimeouts.Token);

        Assert.Equal(ToolMessage.EmptyResult, GetToolResults(4)[0].Text);
        Assert.Equal(["t1", "t2", "t3"], GetToolResults(4).Select(static result => result.Id));
        Assert.DoesNotContain("cut", GetSentMessages(4).GetRawText(), StringComparison.Ordinal);
    }
}
