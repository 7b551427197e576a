namespace MiniMaxClient.Agents;

/// <summary>A typed answer that is put together as it arrives.</summary>
/// <remarks>
/// Each value is read from the whole text so far. A long text is read only when it has grown by a sixteenth, so that the work
/// of a stream is linear in its length: the lengths that are read add up to about 17 times the last one.
/// </remarks>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class PartialStructuredOutput<T>(StructuredOutput<T> structuredOutput)
{
    // Up to this length every chunk is read.
    private const int AlwaysReadLength = 1024;
    private const int GrowthDivisor = 16;

    private readonly ChatCompletionBuilder _builder = new();
    private readonly PartialJson _textJson = new();
    private readonly PartialJson _argumentsJson = new();
    private readonly StructuredOutputCallTracker _callTracker = new(structuredOutput.Request.OutputToolName);
    private PartialJson? _lastReadJson;
    private int _lastReadLength;
    private int _nextReadLength;
    private string? _lastText;

    /// <summary>The answer as far as it has arrived.</summary>
    public ChatCompletion Completion => _builder.Build();

    public void AddChunk(ChatCompletionChunk chunk)
    {
        _builder.Add(chunk);
        _textJson.Append(chunk.Text);
        foreach (ToolCallDelta call in chunk.FirstChoice?.Delta?.ToolCalls ?? [])
        {
            if (_callTracker.TryTrack(call) && _callTracker.IsFirstOutputCall)
                _argumentsJson.Append(call.Function?.Arguments ?? "");
        }
    }

    /// <summary>The value of what has arrived, where more of it can be told than the last time.</summary>
    public (bool IsThere, T? Value) ReadUpdate()
    {
        PartialJson json = _argumentsJson.Length > 0 ? _argumentsJson : _textJson;
        bool isSame = json == _lastReadJson && json.Length == _lastReadLength;
        if (isSame || (json.Length < _nextReadLength && !json.IsComplete))
            return default;
        (_lastReadJson, _lastReadLength) = (json, json.Length);
        _nextReadLength = json.Length <= AlwaysReadLength ? 0 : json.Length + (json.Length / GrowthDivisor);
        string? text = json.ToValidJson();
        if (text is null || text == _lastText)
            return default;
        (bool isThere, T? value) = structuredOutput.ParsePartial(text);
        if (isThere)
            _lastText = text;
        return (isThere, value);
    }
}
