using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Emulator;

/// <summary>Selects the reply to each request: a completion, or the fault in the request's header.</summary>
internal sealed class FaultSwitch
{
    private static readonly TimeSpan ChunkDelay = TimeSpan.FromMilliseconds(40);

    // Slow enough to see the chunks arrive.
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
            return Reply.Error(400, $"{Fault.HeaderName}: {e.Message} Faults: {Fault.Usage}.");
        }
    }

    /// <summary>Determines whether a fault has occurred less often than its limit; a success resets the count.</summary>
    private bool IsDue(string text, int? times)
    {
        if (times is not { } limit)
            return true;
        lock (_lock)
        {
            int uses = _usesByFault.GetValueOrDefault(text);
            _usesByFault.Remove(text);
            if (uses < limit)
                _usesByFault[text] = uses + 1;
            return uses < limit;
        }
    }
}
