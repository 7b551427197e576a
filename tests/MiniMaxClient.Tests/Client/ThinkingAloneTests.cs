using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>An answer that is thinking alone, as some hosts give now and then.</summary>
public sealed class ThinkingAloneTests
{
    [Theory]
    [InlineData("""{"role":"assistant","reasoning_content":"Hmm."}""", "reasoning_content")]
    [InlineData("""{"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"Hmm."}]}""", "reasoning_details")]
    public async Task Answer_ThatGoesBack_HasAContent(string message, string field)
    {
        CancellationToken token = TestTimeouts.Token;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: token);
        emulator.Enqueue(
            Reply.Raw(200, "application/json", $$"""{"id":"1","choices":[{"index":0,"message":{{message}},"finish_reason":"stop"}]}"""),
            Reply.Text("Hi"));
        using ChatCompletionsClient client = emulator.CreateClient();
        ChatCompletionRequest request = EmulatedClient.CreateRequest();

        ChatCompletion answer = await client.CompleteAsync(request, token);
        await client.CompleteAsync(
            request with { Messages = [.. request.Messages, answer.Message, ChatMessage.User("And?")] }, token);

        Assert.Equal(("", "Hmm."), (answer.Text, answer.Reasoning));
        System.Text.Json.JsonElement sent = emulator.Requests[1].Json.GetProperty("messages")[1];
        Assert.Equal("", sent.GetProperty("content").GetString());
        Assert.True(sent.TryGetProperty(field, out _));
    }
}
