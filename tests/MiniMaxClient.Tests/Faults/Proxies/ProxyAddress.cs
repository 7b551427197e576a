namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Where one proxy stands.</summary>
/// <param name="Port">Its own loopback port.</param>
/// <param name="UpstreamPort">The loopback port of the server behind it.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="TimeoutSeconds">How long it waits for a silent upstream.</param>
internal sealed record ProxyAddress(int Port, int UpstreamPort, string Folder, int TimeoutSeconds);
