using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class ToolCallArgumentsBufferTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("{", false)]
    [InlineData("{}", true)]
    [InlineData("[1]", true)]
    [InlineData("{\"a\":{}", false)]
    [InlineData("{\"a\":{}}", true)]
    [InlineData("{\"a\":\"}\"", false)]
    [InlineData("{\"a\":\"\\\"}\"", false)]
    [InlineData("{\"a\":\"\\\\\"}", true)]
    [InlineData("{} ", true)]
    [InlineData("5", false)]
    [InlineData("\"{}\"", false)]
    public void Append_AnySplit_IsCompleteAfterTheLastBracket(string text, bool isComplete)
    {
        for (int at = 0; at <= text.Length; at++)
        {
            var buffer = new ToolCallArgumentsBuffer();
            buffer.Append(text[..at]);
            buffer.Append(null);
            buffer.Append(text[at..]);

            Assert.Equal((text, isComplete, text.Length == 0), (buffer.ToString(), buffer.IsComplete, buffer.IsEmpty));
        }
    }

    [Fact]
    public void Replace_PartialText_RestartsTheScan()
    {
        var buffer = new ToolCallArgumentsBuffer();
        buffer.Append("{\"a\":\"");
        buffer.Replace("{}");

        Assert.Equal(("{}", true), (buffer.ToString(), buffer.IsComplete));
    }

    [Theory]
    [InlineData("", "{}", false)]
    [InlineData("{\"a\"", "{\"a\":1}", true)]
    [InlineData("{\"a\"", "{\"a\"", true)]
    [InlineData("{\"a\"", "{\"b\":1}", false)]
    [InlineData("{\"a\":1}", "{\"a\"", false)]
    public void IsPrefixOf_TextWithBufferedStart_IsTrue(string arrived, string text, bool expected)
    {
        var buffer = new ToolCallArgumentsBuffer();
        foreach (char next in arrived)
            buffer.Append(next.ToString());

        Assert.Equal(expected, buffer.IsPrefixOf(text));
    }

    [Fact]
    public void IsPrefixOf_LongBuffer_ComparesEveryChunkOfTheBuilder()
    {
        var buffer = new ToolCallArgumentsBuffer();
        string text = "{\"a\":\"" + new string('x', 100_000);
        foreach (char[] part in text.Chunk(1000))
            buffer.Append(new string(part));

        Assert.True(buffer.IsPrefixOf(text + "\"}"));
        Assert.False(buffer.IsPrefixOf(text[..^1] + "y\"}"));
    }
}
