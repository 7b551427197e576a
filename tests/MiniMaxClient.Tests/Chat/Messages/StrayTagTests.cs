namespace MiniMaxClient.Tests.Chat.Messages;

/// <summary>Thinking that ends with a tag that nothing opened: <c>thinking&lt;/think&gt;answer</c>.</summary>
public sealed class StrayTagTests
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
    // What only talks about the tag is text.
    [InlineData("End it with `</think>`.", "End it with `</think>`.", "")]
    [InlineData("End it with ``a ` </think>``.", "End it with ``a ` </think>``.", "")]
    [InlineData("So:\n```\n</think>\n```\n", "So:\n```\n</think>\n```\n", "")]
    [InlineData("So:\n````\n```\n</think>\n````", "So:\n````\n```\n</think>\n````", "")]
    [InlineData("So:\n  ```\n</think>", "So:\n  ```\n</think>", "")]
    // What the text itself opens, it may close.
    [InlineData("Hi <think>no</think>", "Hi <think>no</think>", "")]
    [InlineData("Hi <think>no</think> and</think>b", "b", "Hi <think>no</think> and")]
    [InlineData("a</think>Use `</think>`</think>.", "Use `</think>`.", "a")]
    [InlineData("<think>a</think>Use `</think>`</think>.", "Use `</think>`.", "a")]
    public void WholeContent_ClosedButNeverOpened_IsSplit(string content, string text, string reasoning) =>
        Assert.Equal(new TextAndReasoning(text, reasoning), TextAndReasoning.FromContent(content));

    [Fact]
    public void WholeContent_OfThinkingApart_KeepsWhatStandsBeforeTheTag()
    {
        var message = new AssistantMessage { ReasoningContent = "thought", Content = "visible</think> answer" };

        Assert.Equal("visible answer", message.Text);
        Assert.Equal("thought", message.Reasoning);
    }

    [Theory]
    [InlineData("a</think>\nb", "a\nb", "")]
    [InlineData("a</think>b</think>c", "abc", "")]
    [InlineData("Use `</think>`.", "Use `</think>`.", "")]
    [InlineData("```\n</think>\n```</think>b", "```\n</think>\n```b", "")]
    [InlineData("a </th", "a </th", "")]
    public void Stream_ThatDoesNotKnow_DropsTheTagAndKeepsTheText(string content, string text, string reasoning) =>
        AssertAtEverySplit(content, startsOpen: false, new(text, reasoning));

    [Theory]
    [InlineData("a</think>\nb", "b", "a")]
    [InlineData("a\n</think>b</think>c", "bc", "a")]
    [InlineData("<think>\na\n</think>b", "b", "a")]
    [InlineData("cut while thin", "", "cut while thin")]
    [InlineData("a </th", "", "a </th")]
    [InlineData("</think>b", "b", "")]
    [InlineData("", "", "")]
    public void Stream_ThatStartsOpen_IsSplit(string content, string text, string reasoning) =>
        AssertAtEverySplit(content, startsOpen: true, new(text, reasoning));

    [Fact]
    public void Content_OfManyTagsAndTicks_TakesTimeInLine()
    {
        foreach (string piece in (string[])["</think>", "</thin", "`", "``` ", "<think>", "<", "\n", " "])
        {
            string content = string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length));
            long start = TimeProvider.System.GetTimestamp();

            TextAndReasoning.FromContent("a" + content);
            ThinkTagSplitterTests.Split(content.Chunk(4096).Select(static part => new string(part)));

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{piece} took too long.");
        }
    }

    private static void AssertAtEverySplit(string content, bool startsOpen, TextAndReasoning expected)
    {
        Assert.Equal(expected, ThinkTagSplitterTests.Split(content.Select(static one => one.ToString()), startsOpen));
        for (int at = 0; at <= content.Length; at++)
            Assert.Equal(expected, ThinkTagSplitterTests.Split([content[..at], content[at..]], startsOpen));
    }
}
