namespace MiniMaxClient.Agents;

/// <summary>Finds the pieces of the call in a stream that has the answer in its arguments.</summary>
/// <param name="toolName">The name of the tool that takes the answer.</param>
internal sealed class AnswerCallTracker(string toolName)
{
    private int _lastCall;
    private int? _answerCall;

    /// <summary>Whether a piece belongs to the call; the pieces are to be given in order.</summary>
    public bool IsAnswer(ToolCallDelta piece)
    {
        // Some hosts send no index; the piece then continues the call before it.
        _lastCall = piece.Index ?? _lastCall;
        if (piece.Function?.Name == toolName)
            _answerCall ??= _lastCall;
        return _answerCall == _lastCall;
    }
}
