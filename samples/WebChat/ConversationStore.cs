using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>The conversations of late, in memory: the messages as they came, thinking and tool results included.</summary>
/// <remarks>The page knows a conversation by its id alone, so that nobody can put words into the model's mouth.</remarks>
internal sealed class ConversationStore
{
    public const int MaxCount = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyList<ChatMessage>> _messages = [];
    private readonly Queue<string> _idsByAge = new();

    /// <summary>The messages of a conversation.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out IReadOnlyList<ChatMessage>? messages)
    {
        lock (_lock)
            return _messages.TryGetValue(id, out messages);
    }

    /// <summary>Keeps the messages of a conversation, a new one when the id is null.</summary>
    /// <remarks>Beyond the bound the oldest conversation is forgotten.</remarks>
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
