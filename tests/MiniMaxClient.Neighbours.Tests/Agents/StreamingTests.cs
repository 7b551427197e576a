using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>The updates of a streamed run of an agent.</summary>
public sealed class StreamingTests
{
    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Updates_OfARun_HaveReasoningTextAndOneMessage(string provider)
    {
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.Text("One two three four", thinking: "Count them.").WithChunkSize(4));
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Counter");

        List<AgentResponseUpdate> updates = [];
        await foreach (AgentResponseUpdate update in agent.RunStreamingAsync("Count.", cancellationToken: TestTimeouts.Token))
            updates.Add(update);

        Assert.Equal("One two three four", string.Concat(updates.Select(static update => update.Text)));
        Assert.Equal("Count them.", ReasoningOf(updates).Trim());
        Assert.All(updates, static update => Assert.Equal("Counter", update.AuthorName));
        Assert.Single(updates.Select(static update => update.MessageId).Distinct());
        Assert.Single(updates.ToAgentResponse().Messages);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Updates_OfARun_ArriveBeforeTheResponseEnds(string provider)
    {
        var rest = new TaskCompletionSource();
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("One two three four").WithChunkSize(4).HoldAfterEvents(4, rest.Task));
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Counter");

        string text = "";
        await foreach (AgentResponseUpdate update in agent.RunStreamingAsync("Count.", cancellationToken: TestTimeouts.Token))
        {
            text += update.Text;
            // The rest of the response is sent only after the first part of its text was received.
            if (text.Length > 0)
                rest.TrySetResult();
        }

        Assert.Equal("One two three four", text);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Stream_ThatIsInterrupted_ThrowsTheClientsExceptionAfterItsUpdates(string provider)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("One two three four").WithChunkSize(4).CutAfterEvents(4));
        AIAgent agent = emulated.Chat.AsAIAgent(name: "Counter");

        string text = "";
        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () =>
        {
            await foreach (AgentResponseUpdate update in agent.RunStreamingAsync("Count.", cancellationToken: TestTimeouts.Token))
                text += update.Text;
        });

        Assert.StartsWith("One ", text, StringComparison.Ordinal);
    }

    private static string ReasoningOf(IEnumerable<AgentResponseUpdate> updates) => string.Concat(
        updates.SelectMany(static update => update.Contents).OfType<TextReasoningContent>().Select(static part => part.Text));
}
