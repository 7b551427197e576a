namespace MiniMaxClient.Agents;

/// <summary>A typed answer that is put together as it arrives.</summary>
/// <remarks>
/// Each value is read from the whole text so far. A long text is read only when it has grown by a sixteenth, so that the work
/// of a stream is linear in its length: the lengths that are read add up to about 17 times the last one.
/// </remarks>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class GrowingAnswer<T>(StructuredOutput<T> answer)
{
    // Up to this length every chunk is read.
    private const int ShortLength = 1024;
    private const int GrowthDivisor = 16;

    private readonly ChatCompletionBuilder _whole = new();
    private readonly GrowingJson _text = new();
    private readonly GrowingJson _arguments = new();
    private readonly AnswerCallTracker _calls = new(answer.Request.ToolName);
    private GrowingJson? _read;
    private int _readLength;
    private int _nextLength;
    private string? _shown;

    /// <summary>The answer as far as it has arrived.</summary>
    public ChatCompletion Completion => _whole.Build();

    public void Add(ChatCompletionChunk chunk)
    {
        _whole.Add(chunk);
        _text.Add(chunk.Text);
        foreach (ToolCallDelta call in chunk.First?.Delta?.ToolCalls ?? [])
        {
            if (_calls.IsAnswer(call) && _calls.IsFirst)
                _arguments.Add(call.Function?.Arguments ?? "");
        }
    }

    /// <summary>The value of what has arrived, where more of it can be told than the last time.</summary>
    public (bool IsThere, T? Value) Grow()
    {
        GrowingJson json = _arguments.Length > 0 ? _arguments : _text;
        bool isSame = json == _read && json.Length == _readLength;
        if (isSame || (json.Length < _nextLength && !json.IsComplete))
            return default;
        (_read, _readLength) = (json, json.Length);
        _nextLength = json.Length <= ShortLength ? 0 : json.Length + (json.Length / GrowthDivisor);
        string? text = json.Complete();
        if (text is null || text == _shown)
            return default;
        (bool isThere, T? value) = answer.ReadPart(text);
        if (isThere)
            _shown = text;
        return (isThere, value);
    }
}
