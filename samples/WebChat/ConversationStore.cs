using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Stores the last conversations in memory, with thinking, tool results and images.</summary>
/// <remarks>The page has only the id of a conversation, so that a client cannot forge messages of the model.</remarks>
internal sealed class ConversationStore
{
    public const int MaxCount = 200;
    public const long MaxImageBytes = 256 * 1024 * 1024;
    public const int MaxConversationMessages = 400;

    // As base64, these fit into the 64 MB that MiniMax accepts of a request.
    public const long MaxConversationImageBytes = 40 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Conversation> _conversations = [];
    private long _imageBytes;

    /// <summary>Gets the messages of a conversation.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out IReadOnlyList<ChatMessage>? messages)
    {
        lock (_lock)
        {
            messages = _conversations.GetValueOrDefault(id)?.Messages;
            return messages is not null;
        }
    }

    /// <summary>Determines whether messages exceed the limits of one conversation.</summary>
    public static bool IsTooLong(IReadOnlyList<ChatMessage> messages) =>
        messages.Count > MaxConversationMessages || CountImageBytes(messages) > MaxConversationImageBytes;

    /// <summary>Saves the messages of a conversation, or of a new one if the id is null.</summary>
    /// <remarks>
    /// Beyond <see cref="MaxCount"/> conversations, or <see cref="MaxImageBytes"/> of their images, those that were not
    /// continued for the longest time are removed. A question that <see cref="IsTooLong"/> rejects must not be saved.
    /// </remarks>
    public string Save(string? id, IReadOnlyList<ChatMessage> messages)
    {
        lock (_lock)
        {
            id ??= Guid.NewGuid().ToString("N");
            if (_conversations.Remove(id, out Conversation? previous))
                _imageBytes -= previous.ImageBytes;
            var conversation = new Conversation(messages, CountImageBytes(messages));
            _conversations.Add(id, conversation);
            _imageBytes += conversation.ImageBytes;
            while (_conversations.Count > MaxCount || _imageBytes > MaxImageBytes)
            {
                _imageBytes -= _conversations.GetAt(0).Value.ImageBytes;
                _conversations.RemoveAt(0);
            }

            return id;
        }
    }

    private static long CountImageBytes(IReadOnlyList<ChatMessage> messages) =>
        messages.OfType<UserMessage>().SelectMany(static message => message.Content).OfType<ImagePart>()
            .Sum(static part => (long)part.ImageUrl.Bytes.Length);

    private sealed record Conversation(IReadOnlyList<ChatMessage> Messages, long ImageBytes);
}
