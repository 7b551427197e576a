using MiniMaxClient.Samples.WebChat;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the bounds of the conversations in memory.</summary>
public sealed class ConversationStoreTests
{
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
    public void Save_BeyondMaxImageBytes_RemovesOldestAndKeepsTheNewest()
    {
        var conversations = new ConversationStore();
        ReadOnlyMemory<byte> half = new byte[ConversationStore.MaxImageBytes / 2];
        string first = conversations.Save(null, [CreateMessage(half)]);
        string second = conversations.Save(null, [CreateMessage(half)]);
        Assert.True(conversations.TryGet(first, out _));

        conversations.Save(second, [CreateMessage(half), CreateMessage(half), CreateMessage(half)]);

        Assert.False(conversations.TryGet(first, out _));
        Assert.True(conversations.TryGet(second, out _));
        string third = conversations.Save(null, []);
        Assert.False(conversations.TryGet(second, out _));
        Assert.True(conversations.TryGet(third, out _));
    }

    private static UserMessage CreateMessage(ReadOnlyMemory<byte> image) =>
        ChatMessage.User([ContentPart.FromText("Look"), ContentPart.FromImage(image, "image/png")]);
}
