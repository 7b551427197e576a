namespace MiniMaxClient.Agents;

/// <summary>Finds the pieces of the call in a stream that has the answer in its arguments.</summary>
/// <param name="toolName">The name of the tool that takes the answer.</param>
internal sealed class StructuredOutputCallTracker(string toolName)
{
    private readonly HashSet<int> _outputCallIndexes = [];
    private int _lastCallIndex;
    private int? _firstOutputCallIndex;

    /// <summary>Whether the last piece belongs to the first call of the tool, whose arguments are the answer.</summary>
    public bool IsFirstOutputCall => _firstOutputCallIndex == _lastCallIndex;

    /// <summary>Whether a piece belongs to a call of the tool; the pieces are to be given in order.</summary>
    public bool TryTrack(ToolCallDelta delta)
    {
        // Some hosts send no index; the piece then continues the call before it.
        _lastCallIndex = delta.Index ?? _lastCallIndex;
        if (delta.Function?.Name == toolName)
        {
            _firstOutputCallIndex ??= _lastCallIndex;
            _outputCallIndexes.Add(_lastCallIndex);
        }

        return _outputCallIndexes.Contains(_lastCallIndex);
    }
}
