using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class ProviderAdapterFactoryTests
{
    [Theory]
    [InlineData("AimlApi", typeof(AimlApiAdapter))]
    [InlineData(" runapi ", typeof(RunApiAdapter))]
    [InlineData("MODELSLAB", typeof(ModelsLabAdapter))]
    [InlineData("MiniMax", typeof(MiniMaxAdapter))]
    [InlineData("OpenAICompatible", typeof(OpenAICompatibleAdapter))]
    [InlineData("AnthropicCompatible", typeof(AnthropicCompatibleAdapter))]
    public void CreateAdapter_Provider_ReturnsItsAdapter(string provider, Type type)
    {
        var options = new MiniMaxClientOptions { Provider = provider, ApiKey = "key-1", BaseAddress = "https://host" };

        Assert.IsType(type, ProviderAdapterFactory.CreateAdapter(options));
        Assert.Empty(ProviderAdapterFactory.GetAdapterProblems(options));
    }

    [Theory]
    [InlineData("MiniMax", MiniMaxRegion.China, true, "minimax (https://api.minimax.cn/anthropic/v1/messages)")]
    [InlineData("MiniMax", MiniMaxRegion.Global, false, "minimax (https://api.minimax.io/v1/chat/completions)")]
    [InlineData("RunApi", MiniMaxRegion.Global, true, "runapi (https://runapi.ai/v1/messages)")]
    [InlineData("ModelsLab", MiniMaxRegion.Global, true, "modelslab (https://modelslab.com/api/v7/llm/v1/messages)")]
    public void CreateAdapter_RegionAndMessages_SelectTheAddress(
        string provider, MiniMaxRegion region, bool useMessages, string expected)
    {
        var options = new MiniMaxClientOptions
        {
            Provider = provider,
            ApiKey = "key-1",
            Region = region,
            UseMessages = useMessages,
        };

        Assert.Empty(ProviderAdapterFactory.GetAdapterProblems(options));
        Assert.Equal(expected, ProviderAdapterFactory.CreateAdapter(options).ToString());
    }

    [Fact]
    public void GetAdapterProblems_SeveralKindsOfKeys_AreReported()
    {
        var options = new MiniMaxClientOptions { Provider = "RunApi", ApiKey = "key-1", ApiKeys = { "key-2" } };

        Assert.Equal(
            ["ApiKey, ApiKeys and ApiKeySource exclude each other; set only one of them."],
            ProviderAdapterFactory.GetAdapterProblems(options));
    }

    [Theory]
    [InlineData("key-1", "key-1")]
    [InlineData("key-1", " ")]
    public void GetAdapterProblems_InvalidKeys_AreReportedWithoutThem(string first, string second)
    {
        var options = new MiniMaxClientOptions { Provider = "RunApi", ApiKeys = { first, second } };

        string problem = Assert.Single(ProviderAdapterFactory.GetAdapterProblems(options));

        Assert.DoesNotContain("key-1", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateAdapter_ApiKeySource_IsUsedByTheAdapter()
    {
        var options = new MiniMaxClientOptions { Provider = "RunApi", ApiKeySource = new(static _ => new("key-1")) };

        Assert.Empty(ProviderAdapterFactory.GetAdapterProblems(options));
        IProviderAdapter adapter = ProviderAdapterFactory.CreateAdapter(options);
        Assert.Same(options.ApiKeySource, ((RunApiAdapter)adapter).WriteModelListRequest().Key?.Source);
    }

    [Fact]
    public void GetAdapterProblems_ModelsNextToUseAdapter_IsReported()
    {
        var options = new MiniMaxClientOptions { Models = { new() { Model = "m" } } };
        options.UseAdapter(new RunApiAdapter("key-1"));

        Assert.Equal(
            ["Models has no effect on the adapter of UseAdapter; set the adapter's own Models."],
            ProviderAdapterFactory.GetAdapterProblems(options));
    }

    [Fact]
    public void CreateAdapter_UseAdapter_ReturnsThatAdapter()
    {
        var adapter = new RunApiAdapter("key-1");
        var options = new MiniMaxClientOptions { KeyInBody = true, BaseAddress = "https://host" };
        options.UseAdapter(adapter);

        Assert.Same(adapter, ProviderAdapterFactory.CreateAdapter(options));
        Assert.Empty(ProviderAdapterFactory.GetAdapterProblems(options));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Unknown")]
    public void CreateAdapter_NoKnownProvider_ThrowsArgumentException(string? provider)
    {
        var e = Assert.Throws<ArgumentException>(
            () => ProviderAdapterFactory.CreateAdapter(new() { Provider = provider, ApiKey = "key-1" }));

        Assert.EndsWith(
            "it must be AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible.",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GetAdapterProblems_SettingsOfOtherProviders_ReturnsEach()
    {
        var options = new MiniMaxClientOptions
        {
            Provider = "AimlApi",
            ApiKey = "key-1",
            KeyInBody = true,
            UseMessages = true,
            Region = MiniMaxRegion.China,
            ThinkingStartsOpen = true,
            ChatPath = "v1/generate",
            DefaultMaxTokens = 0,
        };

        Assert.Equal(
            [
                "KeyInBody is a setting of ModelsLab only.",
                "UseMessages is a setting of MiniMax, ModelsLab and RunApi only.",
                "Region is a setting of MiniMax only.",
                "ThinkingStartsOpen is a setting of OpenAICompatible only.",
                "ChatPath is a setting of OpenAICompatible and AnthropicCompatible only.",
                "DefaultMaxTokens is 0; it must be at least 1.",
            ],
            ProviderAdapterFactory.GetAdapterProblems(options));
    }
}
