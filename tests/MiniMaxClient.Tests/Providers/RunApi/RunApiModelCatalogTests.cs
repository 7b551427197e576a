using MiniMaxClient.Providers;
using MiniMaxClient.Providers.RunApi;

namespace MiniMaxClient.Tests.Providers.RunApi;

public sealed class RunApiModelCatalogTests
{
    [Fact]
    public void Chat_Models_AreThoseOfRunApisPage() =>
        Assert.Equal(
            [
                "MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed", "MiniMax-M2.1",
                "MiniMax-M2",
            ],
            RunApiModelCatalog.Chat.Select(static entry => entry.Id));

    [Fact]
    public void Messages_Models_AreThoseOfChat() =>
        Assert.Equal(
            RunApiModelCatalog.Chat.Select(static entry => entry.Id), RunApiModelCatalog.Messages.Select(static entry => entry.Id));

    [Fact]
    public void Messages_Capabilities_HaveTheFieldsOfTheProtocolWithoutEffort() =>
        Assert.All(RunApiModelCatalog.Messages, static entry => Assert.Equal(
            ["reasoning_effort"], ModelCapabilities.AnthropicMessages.Fields!.Except(entry.Capabilities.Fields!)));
}
