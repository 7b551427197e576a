namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>The address and the files of a proxy.</summary>
/// <param name="Port">The loopback port of the proxy.</param>
/// <param name="UpstreamPort">The loopback port of the server behind it.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="TimeoutSeconds">The timeout for a silent upstream.</param>
internal sealed record ProxyAddress(int Port, int UpstreamPort, string Folder, int TimeoutSeconds);
