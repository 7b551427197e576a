using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class McpToolResultConverterTests
{
    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"One"},{"type":"text","text":" two"}]}""", "One two")]
    [InlineData("""{"content":[],"structuredContent":{"a": 1}}""", """{"a":1}""")]
    [InlineData("""{"content":[{"type":"text","text":"{}"}],"structuredContent":{"a":1}}""", "{}")]
    [InlineData("""{"content":[{"type":"image","data":"AQID","mimeType":"image/png"}]}""", "[image/png, 3 bytes]")]
    [InlineData("""{"content":[{"type":"x_new","a":1}]}""", "[x_new]")]
    [InlineData("""[{"type":"resource_link","uri":"file:///a","mimeType":"text/plain"}]""", "[text/plain, file:///a]")]
    [InlineData("""{"type":"resource","resource":{"uri":"file:///a","text":"Content."}}""", "Content.")]
    [InlineData("""{"type":"resource","resource":{"uri":"file:///a","blob":"AQI="}}""", "[application/octet-stream, 2 bytes]")]
    public void TryAppendTo_McpResult_AppendsTextAndNotes(string json, string expected) =>
        Assert.Equal(expected, CreateMessage(json).Content.Text);

    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"a"}],"extra":1}""")]
    [InlineData("""{"type":"image","data":"AQID","mimeType":"image/png","width":3}""")]
    [InlineData("""[{"type":"text","text":"a"}]""")]
    [InlineData("""{"content":"a"}""")]
    public void TryAppendTo_JsonOfTheApp_IsKept(string json) => Assert.Equal(json, CreateMessage(json).Content.Text);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void TryAppendTo_IsError_MarksTheMessage(string isError, bool expected)
    {
        ToolMessage message = CreateMessage($$"""{"content":[{"type":"text","text":"No."}],"isError":{{isError}}}""");

        Assert.Equal(("No.", expected), (message.Content.Text, message.IsError));
    }

    private static ToolMessage CreateMessage(string json) =>
        ToolMessageBuilder.CreateToolMessage("call_1", Json.Element(json), AIJsonUtilities.DefaultOptions);
}
