namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>A response as a client returns it.</summary>
/// <param name="Text">The text that a program would show.</param>
/// <param name="Thinking">The thinking; empty if the client has no member for it.</param>
/// <param name="FinishReason">The finish reason; null if the client does not return one.</param>
internal sealed record PeerResponse(string Text, string Thinking, string? FinishReason)
{
    /// <summary>The exception from aggregating the events of the stream; null if there is none.</summary>
    public Exception? AggregateFailure { get; init; }
}
