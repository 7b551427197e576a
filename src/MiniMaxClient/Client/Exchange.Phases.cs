using MiniMaxClient.Protocols;

namespace MiniMaxClient.Client;

/// <content>How long the attempt waits for the next chunk, by what has arrived.</content>
internal sealed partial class Exchange
{
    // Some hosts leave a stream open after its last word; the usage comes at once or not at all.
    private static readonly TimeSpan AfterFinish = TimeSpan.FromSeconds(5);

    private bool _hasToken;
    private FinishState _finish;

    private void Watch(ChatCompletionChunk chunk)
    {
        if (!_hasToken && chunk.HasToken)
        {
            _hasToken = true;
            _watch.Enter(TimeoutKind.Idle, _call.Limits.Idle);
        }

        if (_call.HasOneChoice && chunk.First is { } choice)
            WatchFinish(choice);
    }

    /// <summary>
    /// Shortens the wait after the finish reason, which no sign of life prolongs, and undoes that where more follows.
    /// </summary>
    private void WatchFinish(ChatChunkChoice choice)
    {
        if (_finish.NeedsReason && choice.FinishReason is null)
            return;
        bool wasFinished = _finish.IsFinished;
        bool hasContent = choice.HasContent;
        _finish.Add(
            hasContent, choice.Delta is { Text.Length: > 0 } or { HasOtherOutput: true }, choice.FinishReason);
        TimeSpan idle = _call.Limits.Idle;
        if (wasFinished && hasContent)
            _watch.Enter(TimeoutKind.Idle, idle);
        else if (!wasFinished && _finish is { IsFinished: true, IsContinued: false })
        {
            TimeSpan limit = _finish.IsFinal && IsLonger(idle, AfterFinish) ? AfterFinish : idle;
            _watch.Enter(TimeoutKind.Idle, limit, isExtended: false);
        }
    }
}
