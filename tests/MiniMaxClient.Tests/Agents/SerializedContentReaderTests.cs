using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class SerializedContentReaderTests
{
    [Fact]
    public void TryRead_SerializedContents_ReturnsThem()
    {
        IReadOnlyList<AIContent>? contents = SerializedContentReader.TryRead(
            Json.Element("""[{"$type":"text","text":"Hello"},{"uri":"data:image/png;base64,AQID"}]"""));

        Assert.NotNull(contents);
        Assert.Equal("Hello", Assert.IsType<TextContent>(contents[0]).Text);
        Assert.Equal("image/png", Assert.IsType<DataContent>(contents[1]).MediaType);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"text":"Hello"}""")]
    [InlineData("""{"$type":"of another library"}""")]
    [InlineData("""{"uri":"data:image/png;base64,AQID","width":3}""")]
    [InlineData("""{"uri":"https://example.com/a.png"}""")]
    [InlineData("""[{"$type":"text","text":"Hello"},{"a":1}]""")]
    public void TryRead_OtherJson_ReturnsNull(string json) => Assert.Null(SerializedContentReader.TryRead(Json.Element(json)));
}
