using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Responses with reasoning but without text, as some hosts return occasionally.</summary>
public sealed class ReasoningOnlyResponseTests
{
    [Theory]
    [InlineData("""{"role":"assistant","reasoning_content":"Hmm."}""", "reasoning_content")]
    [InlineData("""{"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"Hmm."}]}""", "reasoning_details")]
    public async Task ReplayedMessage_ReasoningOnly_HasContent(string message, string field)
    {
        CancellationToken token = TestTimeouts.Token;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: token);
        emulator.Enqueue(
            Reply.Raw(200, "application/json", $$"""{"id":"1","choices":[{"index":0,"message":{{message}},"finish_reason":"stop"}]}"""),
            Reply.Text("Hi"));
        using ChatCompletionsClient client = emulator.CreateClient();
        ChatCompletionRequest request = EmulatedClient.CreateRequest();

        ChatCompletion completion = await client.CompleteAsync(request, token);
        await client.CompleteAsync(
            request with { Messages = [.. request.Messages, completion.Message, ChatMessage.User("And?")] }, token);

        Assert.Equal(("", "Hmm."), (completion.Text, completion.Reasoning));
        System.Text.Json.JsonElement sent = emulator.Requests[1].Json.GetProperty("messages")[1];
        Assert.Equal("", sent.GetProperty("content").GetString());
        Assert.True(sent.TryGetProperty(field, out _));
    }
}
