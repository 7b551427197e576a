using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class TextAndReasoningTests
{
    [Fact]
    public async Task Views_FirstReadByTwoThreads_AreNeverEmpty()
    {
        // A view that is published in several writes is observed only at certain delays: the delay between the threads varies by
        // round. The next test is deterministic.
        const int Rounds = 20_000;
        AssistantMessage[] messages =
            [.. Enumerable.Range(0, Rounds).Select(static i => ChatMessage.Assistant($"<think>Reasoning {i}.</think>Text {i}."))];
        int arrived = 0;

        // A dedicated thread for each reader, so that neither waits for the thread pool.
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

        foreach ((string, string)[] viewsOfThread in views)
            Assert.All(viewsOfThread, static (view, i) => Assert.Equal(($"Text {i}.", $"Reasoning {i}."), view));
    }

    [Fact]
    public void TextAndReasoning_Type_IsPublishedInOneWrite() =>
        Assert.False(typeof(TextAndReasoning).IsValueType, "Only a reference is written atomically.");

    [Theory]
    [InlineData("<think>a</think>b", false, "b", "a")]
    [InlineData("a</think>\nb", false, "b", "a")]
    [InlineData("a</think>\nb", true, "a\nb", "")]
    public void FromContent_SeparateReasoning_KeepsTextBeforeStrayTag(
        string content, bool hasSeparateReasoning, string text, string reasoning) =>
        Assert.Equal(new TextAndReasoning(text, reasoning), TextAndReasoning.FromContent(content, hasSeparateReasoning));

    [Theory]
    [InlineData("Hm.", "Hm.")]
    [InlineData("<think>\nHm.\n</think>", "Hm.")]
    [InlineData("Hm. </think> So.", "Hm. </think> So.")]
    public void RemoveThinkTags_Reasoning_RemovesTagsAtStartAndEnd(string reasoning, string expected) =>
        Assert.Equal(expected, TextAndReasoning.RemoveThinkTags(reasoning));

    [Fact]
    public void GetReasoningFromFields_SeveralFields_ReturnsTheFirstNonEmpty()
    {
        ReasoningDetail[] details = [new() { Text = "c" }, new() { Summary = "d" }];
        ContentPart[] parts = [ThinkingPart.Create("e", isArray: true)];

        Assert.Equal("a", TextAndReasoning.GetReasoningFromFields("a", "b", details, parts));
        Assert.Equal("b", TextAndReasoning.GetReasoningFromFields("", "b", details, parts));
        Assert.Equal("e", TextAndReasoning.GetReasoningFromFields(null, null, details, parts));
        Assert.Equal("cd", TextAndReasoning.GetReasoningFromFields(null, null, details, null));
        Assert.Equal("", TextAndReasoning.GetReasoningFromFields(null, null, null, null));
    }
}
