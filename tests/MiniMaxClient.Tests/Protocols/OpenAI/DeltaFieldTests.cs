using System.Text;
using MiniMaxClient.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

public sealed class DeltaFieldTests
{
    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"~"}}]}""", "Content")]
    [InlineData("""{"choices":[{"delta":{"content":"","reasoning_content":"~"}}]}""", "ReasoningContent")]
    [InlineData("""{"choices":[{"delta":{"reasoning":"~"}}]}""", "RawReasoning")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":"~"}}]}}]}""", "Arguments")]
    public void FindField_ChunkWithOneChoice_ReturnsTheFirstField(string data, string expected)
    {
        DeltaField? field = DeltaField.FindField(Encoding.UTF8.GetBytes(data), default);

        Assert.Equal(expected, field?.Kind.ToString());
        int index = data.IndexOf('~', StringComparison.Ordinal);
        Assert.Equal((index, index + 1), (field?.TextRange.Start, field?.TextRange.End));
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"delta":{}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":null}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a","content":"b"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}],"choices":[]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{},{"function":{"arguments":"a"}}]}}]}""")]
    [InlineData("""{"usage":{}}""")]
    public void FindField_NoUniqueField_ReturnsNull(string data) =>
        Assert.Null(DeltaField.FindField(Encoding.UTF8.GetBytes(data), default));
}
