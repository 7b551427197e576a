using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>The base of tests of several providers.</summary>
public abstract class FailoverTest : EmulatorTest
{
    protected static string[] Providers { get; } = [EmulatedClient.AimlApi, EmulatedClient.RunApi];
}
