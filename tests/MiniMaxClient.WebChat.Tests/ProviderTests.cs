using Microsoft.Extensions.Configuration;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the selection between real and emulated providers.</summary>
public sealed class ProviderTests
{
    [Fact]
    public async Task CreateAll_OneApiKey_EmulatesOnlyOtherProviders()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(RunApiAdapter.ApiKeyEnvironmentVariable, "sk-real"), new(AimlApiAdapter.ApiKeyEnvironmentVariable, "")])
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
        Assert.All(providers, static provider => Assert.DoesNotContain("sk-real", provider.ToString(), StringComparison.Ordinal));
    }
}
