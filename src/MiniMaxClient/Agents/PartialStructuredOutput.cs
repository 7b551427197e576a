namespace MiniMaxClient.Agents;

/// <summary>Structured output that is parsed while it is received.</summary>
/// <remarks>
/// Each value is parsed from the complete text received. A long text is parsed only after it has grown by a sixteenth, so that
/// the work of a stream is linear in its length: the parsed lengths add up to about 17 times the last one.
/// </remarks>
/// <typeparam name="T">The type of the structured output.</typeparam>
internal sealed class PartialStructuredOutput<T>(StructuredOutput<T> structuredOutput)
{
    // Up to this length, the text is parsed after every chunk.
    private const int AlwaysReadLength = 1024;
    private const int GrowthDivisor = 16;

    private readonly ChatCompletionBuilder _builder = new();
    private readonly PartialJsonReader _textJson = new();
    private readonly PartialJsonReader _argumentsJson = new();
    private readonly StructuredOutputCallTracker _callTracker = new(structuredOutput.Request.OutputToolName);
    private PartialJsonReader? _lastReadJson;
    private int _lastReadLength;
    private int _nextReadLength;
    private string? _lastText;

    /// <summary>The completion assembled from the chunks received.</summary>
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

    /// <summary>Parses the value received, if it has more content than the last one.</summary>
    public (bool HasValue, T? Value) ReadUpdate()
    {
        PartialJsonReader json = _argumentsJson.Length > 0 ? _argumentsJson : _textJson;
        bool isUnchanged = json == _lastReadJson && json.Length == _lastReadLength;
        if (isUnchanged || (json.Length < _nextReadLength && !json.IsComplete))
            return default;
        (_lastReadJson, _lastReadLength) = (json, json.Length);
        _nextReadLength = json.Length <= AlwaysReadLength ? 0 : json.Length + (json.Length / GrowthDivisor);
        string? text = json.ToValidJson();
        if (text is null || text == _lastText)
            return default;
        (bool hasValue, T? value) = structuredOutput.ParsePartial(text);
        if (hasValue)
            _lastText = text;
        return (hasValue, value);
    }
}
