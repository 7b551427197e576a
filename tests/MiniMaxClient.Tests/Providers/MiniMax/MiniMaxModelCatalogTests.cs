using MiniMaxClient.Providers;
using MiniMaxClient.Providers.MiniMax;

namespace MiniMaxClient.Tests.Providers.MiniMax;

public sealed class MiniMaxModelCatalogTests
{
    [Fact]
    public void IgnoredFields_EachProtocol_AreFieldsThatAreSent()
    {
        foreach (ModelEntry entry in MiniMaxModelCatalog.Chat.Concat(MiniMaxModelCatalog.Messages))
        {
            string[] removed = entry.Model == MiniMaxModels.M2_Her ? ["thinking", "reasoning_split"] : [];
            Assert.Empty(entry.Capabilities.IgnoredFields.Except(entry.Capabilities.Fields!).Except(removed));
        }
    }

    [Theory]
    [InlineData("prediction")]
    [InlineData("mask_sensitive_info")]
    [InlineData("normalize_tool_schemas")]
    [InlineData("repetition_penalty")]
    public void Fields_OfOtherProviders_AreUnsupported(string field) =>
        Assert.All(
            MiniMaxModelCatalog.Chat.Concat(MiniMaxModelCatalog.Messages),
            entry => Assert.False(entry.Capabilities.SupportsField(field)));

    [Fact]
    public void ResponseFormat_M2_IsIgnored() =>
        Assert.All(
            MiniMaxModelCatalog.Chat.Where(static entry => entry.Model.StartsWith("MiniMax-M2", StringComparison.Ordinal)),
            static entry => Assert.Contains("response_format", entry.Capabilities.IgnoredFields));
}
