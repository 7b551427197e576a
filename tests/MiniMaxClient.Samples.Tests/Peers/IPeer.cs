namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>A compared client, which sends one request as its own documentation does.</summary>
internal interface IPeer : IDisposable
{
    Task<PeerResponse> CompleteAsync(CancellationToken cancellationToken);

    Task<PeerResponse> StreamAsync(CancellationToken cancellationToken);
}
