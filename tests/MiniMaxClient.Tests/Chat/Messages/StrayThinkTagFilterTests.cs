namespace MiniMaxClient.Tests.Chat.Messages;

/// <summary>Reasoning that ends with a closing tag without an opening tag: <c>reasoning&lt;/think&gt;text</c>.</summary>
public sealed class StrayThinkTagFilterTests
{
    [Theory]
    [InlineData("a</think>b", "b", "a")]
    [InlineData("a</think>\n\nb", "b", "a")]
    [InlineData("\na\n</think>b", "b", "a")]
    [InlineData("a</think>", "", "a")]
    [InlineData("</think>b", "b", "")]
    [InlineData("a</thinking>b", "b", "a")]
    [InlineData("a</mm:think>b", "b", "a")]
    [InlineData("a</think>b</think>c", "bc", "a")]
    [InlineData("a < b </ c</think>d", "d", "a < b </ c")]
    [InlineData("```py\nx\n```</think>b", "b", "```py\nx\n```")]
    [InlineData("```py\nx</think>\n```\na</think>b", "b", "```py\nx</think>\n```\na")]
    [InlineData("I end with `</think>` now</think>b", "b", "I end with `</think>` now")]
    [InlineData("one ` alone\na</think>b", "b", "one ` alone\na")]
    [InlineData("```x``` a</think>b", "b", "```x``` a")]
    // A tag in code is text.
    [InlineData("End it with `</think>`.", "End it with `</think>`.", "")]
    [InlineData("End it with ``a ` </think>``.", "End it with ``a ` </think>``.", "")]
    [InlineData("So:\n```\n</think>\n```\n", "So:\n```\n</think>\n```\n", "")]
    [InlineData("So:\n````\n```\n</think>\n````", "So:\n````\n```\n</think>\n````", "")]
    [InlineData("So:\n  ```\n</think>", "So:\n  ```\n</think>", "")]
    // The closing tag of a tag that is opened in the text is text.
    [InlineData("Hi <think>no</think>", "Hi <think>no</think>", "")]
    [InlineData("Hi <think>no</think> and</think>b", "b", "Hi <think>no</think> and")]
    [InlineData("a</think>Use `</think>`</think>.", "Use `</think>`.", "a")]
    [InlineData("<think>a</think>Use `</think>`</think>.", "Use `</think>`.", "a")]
    public void CompleteContent_ClosingTagWithoutOpeningTag_IsSplit(string content, string text, string reasoning) =>
        Assert.Equal(new TextAndReasoning(text, reasoning), TextAndReasoning.FromContent(content));

    [Theory]
    [InlineData("a</think>\nb", "a\nb", "")]
    [InlineData("a</think>b</think>c", "abc", "")]
    [InlineData("Use `</think>`.", "Use `</think>`.", "")]
    [InlineData("```\n</think>\n```</think>b", "```\n</think>\n```b", "")]
    [InlineData("a </th", "a </th", "")]
    public void Deltas_StrayClosingTag_RemovesTagAndKeepsText(string content, string text, string reasoning) =>
        AssertAtEverySplit(content, startsOpen: false, new(text, reasoning));

    [Theory]
    [InlineData("a</think>\nb", "b", "a")]
    [InlineData("a\n</think>b</think>c", "bc", "a")]
    [InlineData("<think>\na\n</think>b", "b", "a")]
    [InlineData("cut while thin", "", "cut while thin")]
    [InlineData("a </th", "", "a </th")]
    [InlineData("</think>b", "b", "")]
    [InlineData("", "", "")]
    public void Deltas_StartingInsideReasoning_AreSplit(string content, string text, string reasoning) =>
        AssertAtEverySplit(content, startsOpen: true, new(text, reasoning));

    [Fact]
    public void Content_ManyTagsAndBackticks_IsProcessedInLinearTime()
    {
        foreach (string fragment in (string[])["</think>", "</thin", "`", "``` ", "<think>", "<", "\n", " "])
        {
            Process(fragment, 10_000);
            TimeSpan small = Enumerable.Range(0, 10).Min(_ => Process(fragment, 50_000));
            TimeSpan large = Enumerable.Range(0, 10).Min(_ => Process(fragment, 400_000));

            // Linear growth is 8, quadratic growth 64. Below 20 ms the allocation of large objects decides.
            Assert.True(
                large < TimeSpan.FromTicks(24 * small.Ticks) + TimeSpan.FromMilliseconds(20),
                $"Processing of '{fragment}': {small} and {large}.");
        }
    }

    private static TimeSpan Process(string fragment, int length)
    {
        string content = string.Concat(Enumerable.Repeat(fragment, length / fragment.Length));
        long start = TimeProvider.System.GetTimestamp();
        TextAndReasoning.FromContent("a" + content);
        ThinkTagSplitterTests.Split(content.Chunk(4096).Select(static delta => new string(delta)));
        return TimeProvider.System.GetElapsedTime(start);
    }

    [Fact]
    public void RemoveStrayTags_TagSplitAcrossDeltas_HoldsPartialTag()
    {
        var filter = default(StrayThinkTagFilter);

        Assert.Equal("a ", filter.RemoveStrayTags("a </th"));
        Assert.Equal(" b", filter.RemoveStrayTags("ink> b"));
        Assert.Equal("", filter.Flush());
    }

    [Fact]
    public void Flush_PartialTag_ReturnsIt()
    {
        var filter = default(StrayThinkTagFilter);

        Assert.Equal("a ", filter.RemoveStrayTags("a </th"));
        Assert.Equal("</th", filter.Flush());
        Assert.Equal("", filter.Flush());
    }

    [Theory]
    [InlineData("plain text", true)]
    [InlineData("", true)]
    [InlineData("a < b", false)]
    [InlineData("`code`", false)]
    public void TryPassUnchanged_Delta_ReturnsWhetherItHasNoTagOrCodeCharacters(string delta, bool expected)
    {
        var filter = default(StrayThinkTagFilter);

        Assert.Equal(expected, filter.TryPassUnchanged(delta));
    }

    private static void AssertAtEverySplit(string content, bool startsOpen, TextAndReasoning expected)
    {
        Assert.Equal(expected, ThinkTagSplitterTests.Split(content.Select(static character => character.ToString()), startsOpen));
        for (int index = 0; index <= content.Length; index++)
            Assert.Equal(expected, ThinkTagSplitterTests.Split([content[..index], content[index..]], startsOpen));
    }
}
