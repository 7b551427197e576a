namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Where one proxy stands.</summary>
/// <param name="Port">Its own loopback port.</param>
/// <param name="UpstreamPort">The loopback port of the server behind it.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="PatienceSeconds">How long it waits for a silent upstream.</param>
internal sealed record ProxyPlace(int Port, int UpstreamPort, string Folder, int PatienceSeconds);
