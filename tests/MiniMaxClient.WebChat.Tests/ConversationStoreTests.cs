using System.Text.Json;
using MiniMaxClient.Samples.WebChat;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the bounds of the conversations in memory.</summary>
public sealed class ConversationStoreTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    [Fact]
    public void Save_BeyondMaxCount_RemovesTheOneThatWasNotContinued()
    {
        var conversations = new ConversationStore();
        string first = conversations.Save(null, [ChatMessage.User("1")]);
        string second = conversations.Save(null, [ChatMessage.User("2")]);
        for (int i = 2; i < ConversationStore.MaxCount; i++)
            conversations.Save(null, []);
        conversations.Save(first, [ChatMessage.User("1"), ChatMessage.User("more")]);
        Assert.True(conversations.TryGet(second, out _));

        conversations.Save(null, []);

        Assert.False(conversations.TryGet(second, out _));
        Assert.True(conversations.TryGet(first, out IReadOnlyList<ChatMessage>? messages));
        Assert.Equal(2, messages.Count);
    }

    [Fact]
    public void Save_BeyondMaxImageBytes_RemovesTheOldest()
    {
        var conversations = new ConversationStore();
        ReadOnlyMemory<byte> half = new byte[ConversationStore.MaxImageBytes / 2];
        string first = conversations.Save(null, [CreateMessage(half)]);
        string second = conversations.Save(null, [CreateMessage(half)]);
        Assert.True(conversations.TryGet(first, out _));

        string third = conversations.Save(null, [CreateMessage(half)]);

        Assert.False(conversations.TryGet(first, out _));
        Assert.True(conversations.TryGet(second, out _));
        Assert.True(conversations.TryGet(third, out _));
    }

    [Fact]
    public async Task Chat_ImagesBeyondTheLimitOfAConversation_SendsErrorAndNoRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        ChatMessage[] messages = [CreateMessage(new byte[ConversationStore.MaxConversationImageBytes])];
        Assert.False(ConversationStore.IsTooLong(messages));
        string id = site.Conversations.Save(null, messages);

        JsonElement error = Assert.Single(await site.PostAndReadEventsAsync("And this?", "minimax", id, images: Png));

        Assert.Equal("This conversation is too long", error.GetProperty("title").GetString());
        Assert.Equal(
            "A chat can have up to 400 messages and 40 MB of images. Start a new chat.", error.GetProperty("advice").GetString());
        Assert.Empty(site.Emulator.Requests);
    }

    [Fact]
    public async Task Chat_MessagesBeyondTheLimitOfAConversation_SendsErrorAndNoRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        string id = site.Conversations.Save(
            null, [.. Enumerable.Repeat(ChatMessage.User("Hello"), ConversationStore.MaxConversationMessages)]);

        JsonElement error = Assert.Single(await site.PostAndReadEventsAsync("Hello", conversation: id));

        Assert.Equal("This conversation is too long", error.GetProperty("title").GetString());
        Assert.Empty(site.Emulator.Requests);
    }

    private static UserMessage CreateMessage(ReadOnlyMemory<byte> image) =>
        ChatMessage.User([ContentPart.FromText("Look"), ContentPart.FromImage(image, "image/png")]);
}
