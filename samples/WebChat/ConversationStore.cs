using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Stores the newest conversations in memory, with thinking and tool results.</summary>
/// <remarks>The page has only the id of a conversation, so that a client cannot forge messages of the model.</remarks>
internal sealed class ConversationStore
{
    public const int MaxCount = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyList<ChatMessage>> _messages = [];
    private readonly Queue<string> _idsByAge = new();

    /// <summary>Gets the messages of a conversation.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out IReadOnlyList<ChatMessage>? messages)
    {
        lock (_lock)
            return _messages.TryGetValue(id, out messages);
    }

    /// <summary>Saves the messages of a conversation, or of a new one if the id is null.</summary>
    /// <remarks>If there are more than <see cref="MaxCount"/> conversations, the oldest is removed.</remarks>
    public string Save(string? id, IReadOnlyList<ChatMessage> messages)
    {
        lock (_lock)
        {
            id ??= Guid.NewGuid().ToString("N");
            if (!_messages.ContainsKey(id))
            {
                _idsByAge.Enqueue(id);
                if (_idsByAge.Count > MaxCount)
                    _messages.Remove(_idsByAge.Dequeue());
            }

            _messages[id] = messages;
            return id;
        }
    }
}
