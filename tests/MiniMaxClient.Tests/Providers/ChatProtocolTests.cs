using System.Text;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class ChatProtocolTests
{
    private const string Chunk = """{"id":"1","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("""{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""")]
    [InlineData("data: " + Chunk + "\n\ndata: [DONE]\n\n")]
    [InlineData(Chunk + "\n" + """{"id":"1","choices":[],"usage":{"total_tokens":3}}""" + "\n")]
    public void ReadCompletion_ObjectEventsOrJsonLines_ReturnsTheSameText(string body) =>
        Assert.Equal("Hi", Read(ChatProtocol.OpenAI, body).Text);

    [Fact]
    public void ReadCompletion_AnthropicEvents_ReturnsTheText() => Assert.Equal(
        "Hi",
        Read(
            ChatProtocol.Anthropic,
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"1","role":"assistant","content":[],"model":"m"}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            event: message_stop
            data: {"type":"message_stop"}


            """).Text);

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[1]")]
    public void ReadCompletion_NotAResponse_ThrowsInvalidResponseException(string body) =>
        Assert.Throws<MiniMaxInvalidResponseException>(() => Read(ChatProtocol.OpenAI, body));

    [Fact]
    public void DefaultHeaders_Anthropic_HaveTheVersion()
    {
        Assert.Equal("2023-06-01", ChatProtocol.Anthropic.DefaultHeaders["anthropic-version"]);
        Assert.Empty(ChatProtocol.OpenAI.DefaultHeaders);
    }

    private static ChatCompletion Read(ChatProtocol protocol, string body) =>
        protocol.ReadCompletion(Encoding.UTF8.GetBytes(body), new ResponseContext("p", null, 200) { MaxEventBytes = 1 << 20 });
}
