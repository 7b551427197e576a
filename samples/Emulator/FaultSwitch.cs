using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Answers each request, or gives it the fault that its header asks for.</summary>
internal sealed class FaultSwitch
{
    private static readonly TimeSpan ChunkDelay = TimeSpan.FromMilliseconds(40);

    // A stream that can be seen to stream.
    private static readonly Reply DefaultReply = Reply.Default().WithChunkSize(12).WithChunkDelay(ChunkDelay);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _usesByFault = [];

    public Reply ChooseReply(RecordedRequest request)
    {
        if (!request.Headers.TryGetValue(Fault.HeaderName, out string? text))
            return DefaultReply;
        try
        {
            Fault fault = Fault.Parse(text);
            return IsDue(text, fault.Times) ? fault.Reply : DefaultReply;
        }
        catch (FormatException e)
        {
            return Reply.Error(400, $"{Fault.HeaderName}: {e.Message} There are: {Fault.Usage}.");
        }
    }

    /// <summary>Whether a fault that comes so many times has not come as often yet; it begins anew after the answer.</summary>
    private bool IsDue(string text, int? times)
    {
        if (times is not { } limit)
            return true;
        lock (_lock)
        {
            int given = _usesByFault.GetValueOrDefault(text);
            _usesByFault.Remove(text);
            if (given < limit)
                _usesByFault[text] = given + 1;
            return given < limit;
        }
    }
}
