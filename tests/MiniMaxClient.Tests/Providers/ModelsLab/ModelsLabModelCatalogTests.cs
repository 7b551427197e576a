using MiniMaxClient.Providers.ModelsLab;

namespace MiniMaxClient.Tests.Providers.ModelsLab;

public sealed class ModelsLabModelCatalogTests
{
    [Fact]
    public void Models_EachProtocol_AreTheDocumentedOne()
    {
        Assert.Equal(("MiniMax-M2", "minimax-minimax-m2"), Assert.Single(ModelsLabModelCatalog.Chat) is { } chat ? (chat.Model, chat.Id) : default);
        Assert.Equal("minimax-minimax-m2", Assert.Single(ModelsLabModelCatalog.Messages).Id);
    }
}
