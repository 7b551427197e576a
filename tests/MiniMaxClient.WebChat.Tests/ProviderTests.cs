using Microsoft.Extensions.Configuration;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the selection between real and emulated providers.</summary>
public sealed class ProviderTests
{
    [Theory]
    [InlineData(RunApiAdapter.ApiKeyEnvironmentVariable)]
    [InlineData(RunApiAdapter.AlternativeApiKeyEnvironmentVariable)]
    public async Task CreateAll_OneApiKey_EmulatesOnlyOtherProviders(string variable)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(variable, "sk-real"), new(AimlApiAdapter.ApiKeyEnvironmentVariable, "")])
            .Build();

        IReadOnlyList<Provider> providers = Provider.CreateAll(configuration, emulator);
        var emulated = new MiniMaxClientOptions();
        providers[0].Configure(emulated);
        var real = new MiniMaxClientOptions();
        providers[1].Configure(real);

        Assert.Equal([true, false, true, true], providers.Select(static provider => provider.Choice.IsEmulated));
        Assert.Equal(
            ("AimlApi", emulator.ApiKey, emulator.AimlApi.ToString()), (emulated.Provider, emulated.ApiKey, emulated.BaseAddress));
        Assert.Equal(("RunApi", "sk-real", null), (real.Provider, real.ApiKey, real.BaseAddress));
        Assert.Equal(
            [
                AimlApiAdapter.ApiKeyEnvironmentVariable, variable, ModelsLabAdapter.ApiKeyEnvironmentVariable,
                MiniMaxAdapter.ApiKeyEnvironmentVariable,
            ],
            providers.Select(static provider => provider.KeyVariable));
        Assert.All(providers, static provider => Assert.DoesNotContain("sk-real", provider.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task CreateAll_BothKeysOfRunApi_UsesTheDocumentedNameOfItsSdks()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
            [
                new(RunApiAdapter.ApiKeyEnvironmentVariable, "sk-first"),
                new(RunApiAdapter.AlternativeApiKeyEnvironmentVariable, "sk-second"),
            ])
            .Build();

        Provider runApi = Provider.CreateAll(configuration, emulator)[1];
        var options = new MiniMaxClientOptions();
        runApi.Configure(options);

        Assert.Equal((RunApiAdapter.ApiKeyEnvironmentVariable, "sk-first"), (runApi.KeyVariable, options.ApiKey));
    }

    [Fact]
    public async Task CreateAll_NoApiKey_NamesEachVariableThatIsRead()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);

        IReadOnlyList<Provider> providers = Provider.CreateAll(new ConfigurationBuilder().Build(), emulator);

        Assert.Equal("RUNAPI_API_KEY or RUNAPI_KEY", providers[1].KeyVariable);
    }
}
