namespace MiniMaxClient.Agents;

/// <summary>Identifies the deltas of the tool call whose arguments are the structured output of a stream.</summary>
/// <param name="toolName">The name of the output tool.</param>
internal sealed class StructuredOutputCallTracker(string toolName)
{
    private readonly HashSet<int> _outputCallIndexes = [];
    private int _lastCallIndex;
    private int? _firstOutputCallIndex;

    /// <summary>Whether the last delta belongs to the first call of the tool, whose arguments are the output.</summary>
    public bool IsFirstOutputCall => _firstOutputCallIndex == _lastCallIndex;

    /// <summary>Records a delta, and returns whether it belongs to a call of the tool; deltas must be passed in order.</summary>
    public bool TryTrack(ToolCallDelta delta)
    {
        // Some hosts send no index; the delta then continues the previous call.
        _lastCallIndex = delta.Index ?? _lastCallIndex;
        if (delta.Function?.Name == toolName)
        {
            _firstOutputCallIndex ??= _lastCallIndex;
            _outputCallIndexes.Add(_lastCallIndex);
        }

        return _outputCallIndexes.Contains(_lastCallIndex);
    }
}
