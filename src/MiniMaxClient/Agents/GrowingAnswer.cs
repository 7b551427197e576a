namespace MiniMaxClient.Agents;

/// <summary>A typed answer that is put together as it comes.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class GrowingAnswer<T>(TypedAnswer<T> answer)
{
    private readonly ChatCompletionBuilder _whole = new();
    private readonly GrowingJson _text = new();
    private readonly GrowingJson _arguments = new();
    private int _lastCall;
    private int? _answerCall;
    private string? _shown;

    /// <summary>The answer as far as it has come.</summary>
    public ChatCompletion Completion => _whole.Build();

    public void Add(ChatCompletionChunk chunk)
    {
        _whole.Add(chunk);
        _text.Add(chunk.Text);
        ChatChunkChoice? first = chunk.Choices.FirstOrDefault(static choice => choice.Index is null or 0);
        foreach (ToolCallDelta call in first?.Delta?.ToolCalls ?? [])
        {
            // Some hosts send no index; the piece then goes on with the call before it.
            _lastCall = call.Index ?? _lastCall;
            if (call.Function?.Name == answer.ToolName)
                _answerCall ??= _lastCall;
            if (_answerCall == _lastCall)
                _arguments.Add(call.Function?.Arguments ?? "");
        }
    }

    /// <summary>The value of what has come, where more of it can be told than the last time.</summary>
    public (bool IsThere, T? Value) Grow()
    {
        string? json = _arguments.Complete() ?? _text.Complete();
        if (json is null || json == _shown)
            return default;
        (bool isThere, T? value) = answer.ReadPart(json);
        if (isThere)
            _shown = json;
        return (isThere, value);
    }
}
