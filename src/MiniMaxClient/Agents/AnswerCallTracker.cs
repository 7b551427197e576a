namespace MiniMaxClient.Agents;

/// <summary>Finds the pieces of the call in a stream that has the answer in its arguments.</summary>
/// <param name="toolName">The name of the tool that takes the answer.</param>
internal sealed class AnswerCallTracker(string toolName)
{
    private readonly HashSet<int> _answerCalls = [];
    private int _lastCall;
    private int? _firstAnswer;

    /// <summary>Whether the last piece belongs to the first call of the tool, whose arguments are the answer.</summary>
    public bool IsFirst => _firstAnswer == _lastCall;

    /// <summary>Whether a piece belongs to a call of the tool; the pieces are to be given in order.</summary>
    public bool IsAnswer(ToolCallDelta piece)
    {
        // Some hosts send no index; the piece then continues the call before it.
        _lastCall = piece.Index ?? _lastCall;
        if (piece.Function?.Name == toolName)
        {
            _firstAnswer ??= _lastCall;
            _answerCalls.Add(_lastCall);
        }

        return _answerCalls.Contains(_lastCall);
    }
}
