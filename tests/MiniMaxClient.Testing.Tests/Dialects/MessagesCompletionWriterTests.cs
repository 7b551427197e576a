using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class MessagesCompletionWriterTests
{
    [Theory]
    [InlineData(true, "1", """{"text":"Hi","type":"text"}""")]
    [InlineData(false, "msg_1", """{"type":"text","text":"Hi"}""")]
    public void WriteMessage_Host_DeterminesIdOrderAndStatus(bool isMiniMax, string id, string block)
    {
        JsonElement message = Write(isMiniMax, Samples.Completion);

        Assert.Equal(id, message.GetProperty("id").GetString());
        Assert.Equal(block, message.GetProperty("content")[0].GetRawText());
        Assert.Equal(isMiniMax, message.TryGetProperty("base_resp", out _));
        Assert.Equal("end_turn", message.GetProperty("stop_reason").GetString());
        Assert.Equal(3, message.GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("", "{}")]
    [InlineData("no", "\"no\"")]
    public void WriteMessage_ToolCall_HasItsArgumentsAsInput(string arguments, string expected)
    {
        JsonElement message = Write(isMiniMax: true, Samples.Completion with { Text = "", ToolCalls = [new("f", arguments, "c1")] });

        Assert.Equal(expected, message.GetProperty("content")[0].GetProperty("input").GetRawText());
    }

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("tool_calls", "tool_use")]
    [InlineData("content_filter", "refusal")]
    [InlineData("other", "other")]
    public void GetStopReason_FinishReason_ReturnsItsAnthropicName(string finishReason, string expected) =>
        Assert.Equal(expected, MessagesCompletionWriter.GetStopReason(Samples.Completion with { FinishReason = finishReason }));

    // The hash of "abc" is the example of FIPS 180-2, appendix B.1.
    [Fact]
    public void CreateSignature_Thinking_ReturnsItsSha256Hash() => Assert.Equal(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", MessagesCompletionWriter.CreateSignature("abc"));

    [Fact]
    public void CreateInBandError_Error_HasNullContentAndTheStatus()
    {
        JsonElement body = Wire.Parse(Encoding.UTF8.GetString(
            MessagesCompletionWriter.CreateInBandError(new(1002, "rate limit"), Samples.Call(Wire.Message))));

        Assert.Equal("MiniMax-M2.7", body.GetProperty("model").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("content").ValueKind);
        Assert.Equal("""{"status_code":1002,"status_msg":"rate limit"}""", body.GetProperty("base_resp").GetRawText());
    }

    private static JsonElement Write(bool isMiniMax, Completion completion) =>
        Wire.Parse(Samples.Write(writer => new MessagesCompletionWriter(isMiniMax, hasCache: false).WriteMessage(writer, completion)));
}
