using System.Buffers;
using Microsoft.Extensions.Configuration;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the selection between real and emulated providers.</summary>
public sealed class ProviderTests
{
    [Theory]
    [InlineData(RunApiAdapter.ApiKeyEnvironmentVariable, "")]
    [InlineData(RunApiAdapter.AlternativeApiKeyEnvironmentVariable, " ")]
    public async Task CreateAll_OneApiKey_EmulatesOnlyOtherProviders(string variable, string whiteSpace)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(variable, "sk-real"), new(AimlApiAdapter.ApiKeyEnvironmentVariable, whiteSpace)])
            .Build();

        IReadOnlyList<Provider> providers = Provider.CreateAll(configuration, emulator);

        Assert.Equal([true, false, true, true], providers.Select(static provider => provider.Choice.IsEmulated));
        Assert.Equal(
            ($"{emulator.AimlApi}/chat/completions", $"Bearer {emulator.ApiKey}"), GetAddressAndKey(providers[0]));
        Assert.Equal(("https://runapi.ai/v1/chat/completions", "Bearer sk-real"), GetAddressAndKey(providers[1]));
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

        Assert.Equal(RunApiAdapter.ApiKeyEnvironmentVariable, runApi.KeyVariable);
        Assert.Equal("Bearer sk-first", GetAddressAndKey(runApi).Key);
    }

    [Fact]
    public async Task WebChat_InvalidApiKey_NamesItsVariableAndExitsWith1()
    {
        await using ChatProcess process = ChatProcess.Start(
            ["--urls=http://127.0.0.1:0"], (MiniMaxAdapter.ApiKeyEnvironmentVariable, "sk-ключ"));

        (int exitCode, string output, string errors) = await process.WaitForExitAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(
            "The app cannot start: MINIMAX_API_KEY contains an invalid API key. ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAll_NoApiKey_NamesEachVariableThatIsRead()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);

        IReadOnlyList<Provider> providers = Provider.CreateAll(new ConfigurationBuilder().Build(), emulator);

        Assert.Equal("RUNAPI_API_KEY or RUNAPI_KEY", providers[1].KeyVariable);
    }

    [Fact]
    public async Task CreateAll_EachProvider_HasEffortsAndImagesOfItsModel()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);

        ProviderChoice[] choices =
        [
            .. Provider.CreateAll(new ConfigurationBuilder().Build(), emulator).Select(static provider => provider.Choice),
        ];

        Assert.Equal(
            [
                "MiniMax-M3.1-Flash: low medium high xhigh max", "MiniMax-M3: none", "MiniMax-M2: ",
                "MiniMax-M3.1-Flash: low medium high xhigh max",
            ],
            choices.Select(static choice => $"{choice.Model}: {string.Join(' ', choice.Efforts)}"));
        Assert.Equal([true, true, false, true], choices.Select(static choice => choice.Images is not null));
    }

    [Fact]
    public void Create_ImagesThatTheModelIgnores_AreNotOffered()
    {
        ModelCapabilities capabilities = new AimlApiAdapter("sk-1").GetCapabilities(MiniMaxModels.M2_1);

        Assert.Contains("image_url", capabilities.UserPartTypes!);
        Assert.Null(ProviderChoice.Create("a", "A", MiniMaxModels.M2_1, isEmulated: true, capabilities).Images);
    }

    private static (string Address, string Key) GetAddressAndKey(Provider provider)
    {
        ProviderRequest request = provider.Adapter.WriteRequest(
            new() { Model = provider.Choice.Model, Messages = [ChatMessage.User("Hello")] }, stream: true,
            new ArrayBufferWriter<byte>());
        return (request.Uri.ToString(), request.Headers["Authorization"]);
    }
}
