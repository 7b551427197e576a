using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>How a call ended.</summary>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Failure">What was thrown; null for nothing.</param>
/// <param name="Elsewhere">What came to a server that was not asked.</param>
internal sealed record PeerOutcome(PeerAnswer? Answer, Exception? Failure, IReadOnlyList<RecordedRequest> Elsewhere)
{
    public override string ToString() =>
        Failure is null ? Answer?.ToString() ?? "waits" : $"throws `{Failure.GetType().Name}`";
}
