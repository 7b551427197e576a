using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

/// <summary>The views of a content: what is visible, and what was thought.</summary>
public sealed class ViewTests
{
    [Fact]
    public async Task View_ReadByTwoThreadsForTheFirstTime_IsNeverEmpty()
    {
        const int Rounds = 3000;
        AssistantMessage[] messages =
            [.. Enumerable.Range(0, Rounds).Select(static i => ChatMessage.Assistant($"<think>Thought {i}.</think>Text {i}."))];
        using var start = new Barrier(2);

        // A thread each, so that neither waits for the other's turn.
        Task<(string Text, string Reasoning)[]> Read() => Task.Factory.StartNew(
            () => messages.Select(message =>
            {
                start.SignalAndWait(TestTimeouts.Token);
                return (message.Text, message.Reasoning);
            }).ToArray(),
            TestTimeouts.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        (string Text, string Reasoning)[][] views = await Task.WhenAll(Read(), Read());

        foreach ((string, string)[] seen in views)
            Assert.All(seen, static (view, i) => Assert.Equal(($"Text {i}.", $"Thought {i}."), view));
    }

    [Fact]
    public async Task Delta_OfAStreamWithOtherContentOrReasoning_HasTheOther()
    {
        Protocols.OpenAI.ChunkRun run = await Protocols.OpenAI.ChunkRun.OfAsync(
            """
            data: {"choices":[{"index":0,"delta":{"content":"one","reasoning_content":"Hm."},"finish_reason":"stop"}]}


            """);
        ChatDelta delta = run.Chunks[0].Choices[0].Delta!;
        Assert.Equal(("one", "Hm."), (delta.Text, delta.Reasoning));
        Assert.Equal("two", (delta with { Content = "two" }).Text);
        Assert.Equal("So.", (delta with { ReasoningContent = "So." }).Reasoning);
    }

    [Fact]
    public void FilePart_OfAnotherMediaType_IsWrittenAsIt()
    {
        FilePart file = ContentPart.FromFile(new byte[] { 1, 2, 3 }, "table.csv", "text/csv");
        Json.AssertEqual(
            """{"type":"file","file":{"file_data":"data:text/csv;base64,AQID","filename":"table.csv"}}""", file.ToString());
    }
}
