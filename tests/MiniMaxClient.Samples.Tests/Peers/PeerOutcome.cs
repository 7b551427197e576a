using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>The outcome of a call.</summary>
/// <param name="Response">The response; null if there is none.</param>
/// <param name="Failure">The thrown exception; null if there is none.</param>
/// <param name="OtherServerRequests">The requests to the other server, which the client was not configured to call.</param>
internal sealed record PeerOutcome(PeerResponse? Response, Exception? Failure, IReadOnlyList<RecordedRequest> OtherServerRequests)
{
    public override string ToString() =>
        Failure is null ? Response?.ToString() ?? "waits" : $"throws `{Failure.GetType().Name}`";
}
