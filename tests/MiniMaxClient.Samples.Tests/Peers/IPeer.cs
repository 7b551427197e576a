namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>A client that is compared: one question, asked as its own documentation asks it.</summary>
internal interface IPeer : IDisposable
{
    Task<PeerResponse> CompleteAsync(CancellationToken cancellationToken);

    Task<PeerResponse> StreamAsync(CancellationToken cancellationToken);
}
