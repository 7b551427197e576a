using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>The updates of a streamed response: those without an id become messages of their own in Agent Framework.</summary>
public sealed class ChatResponseUpdateConverterTests
{
    public static TheoryData<string> Providers { get; } = ["openai", "aimlapi", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task EveryUpdate_OfAStream_HasTheIdOfItsMessage(string provider)
    {
        foreach (Reply reply in (Reply[])[Reply.Text("one two three", "hm"), Reply.Text(""), Reply.ToolCall("f", "{}")])
        {
            await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, reply.WithUsage(5, 9));

            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in chat.Chat.GetStreamingResponseAsync("q", null, TestTimeouts.Token))
                updates.Add(update);

            Assert.NotNull(updates[0].MessageId);
            Assert.All(updates, update => Assert.Equal(updates[0].MessageId, update.MessageId));
        }
    }

    [Fact]
    public async Task EveryUpdate_OfAStreamWithoutAnId_HasTheSameGeneratedOne()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            Reply.Stream("""{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}"""));

        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in chat.Chat.GetStreamingResponseAsync("q", null, TestTimeouts.Token))
            updates.Add(update);

        Assert.NotNull(Assert.Single(updates.Select(static update => update.MessageId).Distinct()));
    }

    [Fact]
    public async Task Cost_OfAStream_IsAPropertyOfItsMessage()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("aimlapi", Reply.Text("Hi").WithUsage(5, 9));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("q")], streamed: true);

        Assert.Equal("aimlapi", Assert.Single(response.Messages).AdditionalProperties!["provider"]);
    }

    [Fact]
    public async Task Reasoning_InDetails_IsThatOfTheChunks()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Stream(
            """{"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"<think>Hm.\n"}]}}]}""",
            """{"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"Yes.\n</think>"}]}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}"""));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("q")], streamed: true);

        Assert.Equal("Hm.\nYes.", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>()));
        Assert.Equal("Hi", response.Text);
    }
}
