using System.Text;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

public sealed class OpenAICompletionReaderTests
{
    [Fact]
    public void Read_Completion_ReturnsIt()
    {
        ChatCompletion completion = Read(
            """{"id":"1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""");

        Assert.Equal(("1", "m", "Hi", FinishReason.Stop), (completion.Id, completion.Model, completion.Text, completion.FinishReason));
    }

    [Fact]
    public void Read_ToolCallWithoutId_GeneratesOne() => Assert.Equal(
        "call_1_0",
        Assert.Single(Read(
            """{"id":"1","choices":[{"message":{"tool_calls":[{"type":"function","function":{"name":"f","arguments":"{}"}}]}}]}""")
            .Message.ToolCalls!).Id);

    [Theory]
    [InlineData("""{"id":"1"}""", "the body has no choices")]
    [InlineData("""{"choices":[]}""", "the body has no choices")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}}]}""", "the body is a chunk of a stream")]
    public void Read_BodyWithoutMessage_ThrowsInvalidResponse(string body, string expected)
    {
        var e = Assert.Throws<MiniMaxInvalidResponseException>(() => Read(body));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ErrorWithStatus200_ThrowsTheMatchingException()
    {
        var e = Assert.Throws<MiniMaxRateLimitException>(static () => Read("""{"error":{"message":"slow down","code":429}}"""));

        Assert.Contains("slow down", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ErrorInChoiceWithText_HasTheTextInPartial()
    {
        var e = Assert.ThrowsAny<MiniMaxException>(static () => Read(
            """
            {"choices":[{"index":0,"message":{"content":"Hel"},"finish_reason":"error","error":{"message":"lost","code":502}}],
            "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
            """));

        Assert.Equal("Hel", e.Partial?.Text);
        Assert.Equal(3, e.BilledCompletion?.Usage?.TotalTokens);
    }

    private static ChatCompletion Read(string body) =>
        OpenAICompletionReader.Read(Encoding.UTF8.GetBytes(body), new ResponseContext("aimlapi", null, 200));
}
