using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

public sealed class AnthropicStopReasonConverterTests
{
    [Theory]
    [InlineData("end_turn", "stop", null)]
    [InlineData("max_tokens", "length", null)]
    [InlineData("tool_use", "tool_calls", null)]
    [InlineData("refusal", "content_filter", "refusal")]
    [InlineData("stop_sequence", "stop", "stop_sequence")]
    [InlineData("pause_turn", "stop", "pause_turn")]
    [InlineData("model_context_window_exceeded", "length", "model_context_window_exceeded")]
    [InlineData("something_new", "something_new", "something_new")]
    public async Task Convert_AnyStopReason_KeepsTheMoreSpecificReason(string reason, string finish, string? kept)
    {
        string body = $$"""{"id":"m","type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],"stop_reason":"{{reason}}"}""";
        string stream = MessagesStream.Named(
            MessagesStream.Start, MessagesStream.Text, MessagesStream.Hello, MessagesStream.Stop0,
            $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"}}""", MessagesStream.MessageStop);

        AssertKept(CompletionBody.Read(body, ChatProtocol.Anthropic));
        AssertKept((await SocketRun.CompleteAsync("anthropic", body)).Completion);
        await MessagesStream.ForEachAsync(stream, run =>
        {
            AssertKept(run.BuiltCompletion);
            Assert.Equal((run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning), (run.Text, run.Reasoning));
        });
        await SocketRun.ForEachAsync("anthropic", stream, run => AssertKept(run.Completion));

        void AssertKept(ChatCompletion completion)
        {
            Assert.Equal(finish, completion.FinishReason?.Value);
            Assert.Equal(
                kept,
                completion.Choices[0].AdditionalProperties.TryGetValue("stop_reason", out System.Text.Json.JsonElement raw)
                    ? raw.GetString() : null);
        }
    }
}
