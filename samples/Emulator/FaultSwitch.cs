using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Answers each request, or gives it the fault that its header asks for.</summary>
internal sealed class FaultSwitch
{
    private static readonly TimeSpan BetweenChunks = TimeSpan.FromMilliseconds(40);

    // A stream that can be seen to stream.
    private static readonly Reply Answer = Reply.Default().WithChunkSize(12).WithChunkDelay(BetweenChunks);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _given = [];

    public Reply ReplyTo(RecordedRequest request)
    {
        if (!request.Headers.TryGetValue(Fault.Header, out string? text))
            return Answer;
        try
        {
            Fault fault = Fault.Parse(text);
            return IsDue(text, fault.Times) ? fault.Reply : Answer;
        }
        catch (FormatException e)
        {
            return Reply.Error(400, $"{Fault.Header}: {e.Message} There are: {Fault.Usage}.");
        }
    }

    /// <summary>Whether a fault that comes so many times has not come as often yet; it begins anew after the answer.</summary>
    private bool IsDue(string text, int? times)
    {
        if (times is not { } limit)
            return true;
        lock (_lock)
        {
            int given = _given.GetValueOrDefault(text);
            _given.Remove(text);
            if (given < limit)
                _given[text] = given + 1;
            return given < limit;
        }
    }
}
