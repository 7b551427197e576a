using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>How a call ended.</summary>
/// <param name="Response">The answer; null where there is none.</param>
/// <param name="Failure">What was thrown; null for nothing.</param>
/// <param name="OtherServerRequests">What came to a server that was not asked.</param>
internal sealed record PeerOutcome(PeerResponse? Response, Exception? Failure, IReadOnlyList<RecordedRequest> OtherServerRequests)
{
    public override string ToString() =>
        Failure is null ? Response?.ToString() ?? "waits" : $"throws `{Failure.GetType().Name}`";
}
