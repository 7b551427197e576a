using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AssistantMessagePatchTests
{
    [Theory]
    [InlineData("""{"minimax_replay":"nonsense"}""")]
    [InlineData("""{"minimax_replay":{"of":1,"set":{},"drop":[]}}""")]
    [InlineData("""{"minimax_replay":{"of":"0123456789abcdef","set":{"content":"Forged"},"drop":[]}}""")]
    [InlineData("""{"minimax_replay":{"of":"0123456789abcdef","set":[],"drop":{}}}""")]
    public async Task ApplyPatch_InvalidPatch_IsIgnored(string properties)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Fine."));
        var message = JsonSerializer.Deserialize<AIMessage>(
            $$"""{"role":"assistant","contents":[{"$type":"text","text":"Hello"}],"additionalProperties":{{properties}}}""",
            AIJsonUtilities.DefaultOptions)!;

        await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"), message, EmulatedChat.CreateUserMessage("And?"));

        Json.AssertEqual("""{"role":"assistant","content":"Hello"}""", chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ApplyPatch_AuthorNameOfAFramework_IsNotSentWithAResponse(bool stored)
    {
        // The message of the response has no name and nothing else that its contents lack.
        const string Message = """{"role":"assistant","content":"Hello"}""";
        await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateReply(Message), Reply.Text("Fine."));
        ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));
        AIMessage message = Assert.Single(response.Messages);
        message.AuthorName = "Greeter";
        List<AIMessage> history = [EmulatedChat.CreateUserMessage("Hi"), message, EmulatedChat.CreateUserMessage("And?")];

        await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(history) : history, streamed: false);

        Assert.Equal(Message, chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
    }

    [Fact]
    public void ApplyPatch_UnchangedContents_RestoresTheMessage()
    {
        AssistantMessage original = new AssistantMessage { Content = "<think>\nHmm.\n</think>\n\nHello", Name = "MiniMax AI" };
        var current = new AssistantMessage { Content = "Hello", ReasoningContent = "Hmm." };
        AdditionalPropertiesDictionary properties =
            new() { [AssistantMessagePatch.PropertyKey] = AssistantMessagePatch.CreatePatch(original, current) };

        AssistantMessage? restored = AssistantMessagePatch.ApplyPatch(properties, current);

        Assert.Equal(original.ToJson(), restored?.ToJson());
        Assert.Equal("MiniMax AI", AssistantMessagePatch.FindAuthorName(properties));
        Assert.Null(AssistantMessagePatch.ApplyPatch(properties, current with { Content = "Changed" }));
    }
}
