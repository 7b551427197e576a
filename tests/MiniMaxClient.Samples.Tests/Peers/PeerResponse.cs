namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>What a client made of an answer.</summary>
/// <param name="Text">What a program would show as the answer.</param>
/// <param name="Thinking">What it would show as the thinking; empty where the client has no place for it.</param>
/// <param name="FinishReason">Why the answer ended; null where the client does not know.</param>
internal sealed record PeerResponse(string Text, string Thinking, string? FinishReason)
{
    /// <summary>What was thrown when the events of the stream were put together to one answer; null for nothing.</summary>
    public Exception? AggregateFailure { get; init; }
}
