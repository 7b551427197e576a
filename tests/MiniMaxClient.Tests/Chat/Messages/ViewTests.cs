using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

/// <summary>The views of a content: what is visible, and what was thought.</summary>
public sealed class ViewTests
{
    [Fact]
    public async Task View_ReadByTwoThreadsForTheFirstTime_IsNeverEmpty()
    {
        // A view that is written in several steps shows itself only now and then: the threads are a little more apart in each
        // round. The test below tells it for certain.
        const int Rounds = 20_000;
        AssistantMessage[] messages =
            [.. Enumerable.Range(0, Rounds).Select(static i => ChatMessage.Assistant($"<think>Thought {i}.</think>Text {i}."))];
        int arrived = 0;

        // A thread each, so that neither waits for the other's turn.
        Task<(string Text, string Reasoning)[]> Read(int delay) => Task.Factory.StartNew(
            () =>
            {
                var views = new (string, string)[Rounds];
                for (int i = 0; i < Rounds; i++)
                {
                    Interlocked.Increment(ref arrived);
                    var spin = new SpinWait();
                    while (Volatile.Read(ref arrived) < 2 * (i + 1))
                        spin.SpinOnce();
                    for (int wait = i % 64 * delay; wait > 0; wait--)
                        Volatile.Read(ref arrived);
                    views[i] = (messages[i].Text, messages[i].Reasoning);
                }

                return views;
            },
            TestTimeouts.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        (string Text, string Reasoning)[][] views = await Task.WhenAll(Read(0), Read(60)).WaitAsync(TestTimeouts.Token);

        foreach ((string, string)[] seen in views)
            Assert.All(seen, static (view, i) => Assert.Equal(($"Text {i}.", $"Thought {i}."), view));
    }

    [Fact]
    public void View_IsPublishedInOneWrite() =>
        Assert.False(typeof(TextAndReasoning).IsValueType, "Several fields are not written at once; one reference is.");

    [Fact]
    public async Task Delta_OfAStreamWithOtherContentOrReasoning_HasTheOther()
    {
        Protocols.OpenAI.ChunkReadResult run = await Protocols.OpenAI.ChunkReadResult.ReadAsync(
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
