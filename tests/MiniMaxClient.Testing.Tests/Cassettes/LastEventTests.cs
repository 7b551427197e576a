using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class LastEventTests
{
    [Theory]
    [InlineData("data: {}\n\ndata: [DONE]\n\n")]
    [InlineData("data: [DONE]\n")]
    [InlineData("data:[DONE]\r\n\r\n")]
    [InlineData("data: [DONE]\r\r")]
    [InlineData("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")]
    [InlineData("event: message_stop\r\ndata: {\"type\":\"message_stop\"}\r\n\r\n")]
    [InlineData("event:message_stop\ndata:{}\n\n")]
    [InlineData("data: { \"usage\": {}, \"type\": \"message_stop\" }\n\n")]
    public void IsEndOf_LastEvent_ReturnsTrue(string body) => Assert.True(LastEvent.IsEndOf(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("data: [DONE]")]
    [InlineData("data: {}\n\n")]
    [InlineData("data: {\n\n")]
    [InlineData("data: {\"type\":\"\\ud800\"}\n\n")]
    [InlineData("data: {\"type\":1}\n\n")]
    [InlineData("data: [1]\n\n")]
    [InlineData("data: {\"text\":\"message_stop\"}\n\n")]
    [InlineData("data: [DONE]\n\ndata: {}\n\n")]
    [InlineData(": comment\n")]
    [InlineData("")]
    public void IsEndOf_OtherEnd_ReturnsFalse(string body) => Assert.False(LastEvent.IsEndOf(Encoding.UTF8.GetBytes(body)));
}
