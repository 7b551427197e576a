using MiniMaxClient.Samples.ProviderCheck;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The targets that the keys in the environment and the command line select.</summary>
public sealed class TargetSelectionTests
{
    [Fact]
    public async Task CreateAsync_SeveralKeys_SelectsAllProtocolsOfTheirProviders() => Assert.Equal(
        [
            "aimlapi, chat completions, MiniMax-M3.1-Flash (key in AIMLAPI_API_KEY)",
            "runapi, chat completions, MiniMax-M3 (key in RUNAPI_KEY)",
            "runapi, Messages, MiniMax-M3 (key in RUNAPI_KEY)",
            "modelslab, chat completions, MiniMax-M2 (key in MODELSLAB_API_KEY; assumed price)",
            "modelslab, Messages, MiniMax-M2 (key in MODELSLAB_API_KEY; assumed price)",
            "minimax, chat completions, MiniMax-M3.1-Flash (key in MINIMAX_API_KEY)",
            "minimax, Messages, MiniMax-M3.1-Flash (key in MINIMAX_API_KEY)",
        ],
        await SelectAsync([], "AIMLAPI_API_KEY", "RUNAPI_KEY", "MODELSLAB_API_KEY", "MINIMAX_API_KEY"));

    [Fact]
    public async Task CreateAsync_BothKeysOfRunApi_ReadsTheFirst() => Assert.Equal(
        ["runapi, Messages, MiniMax-M2.1 (key in RUNAPI_API_KEY)"],
        await SelectAsync(["--messages", "--model", "MiniMax-M2.1"], "RUNAPI_KEY", "RUNAPI_API_KEY"));

    [Fact]
    public async Task CreateAsync_OnlyMessages_SkipsProvidersWithoutIt() => Assert.Equal(
        ["minimax, Messages, MiniMax-M3.1-Flash (key in MINIMAX_API_KEY)"],
        await SelectAsync(["--messages"], "AIMLAPI_API_KEY", "MINIMAX_API_KEY"));

    [Fact]
    public async Task CreateAsync_Emulator_IsOfTheProvider() => Assert.Equal(
        ["modelslab, chat completions, MiniMax-M2 (emulator; assumed price)"],
        await SelectAsync(["--emulator", "--provider", "modelslab", "--chat"], "MINIMAX_API_KEY"));

    [Fact]
    public async Task CreateAsync_NoKey_IsEmulated() => Assert.Equal(
        ["runapi, Messages, MiniMax-M3 (emulator, no API key is set)"],
        await SelectAsync(["--messages"]));

    [Fact]
    public async Task CreateAsync_OnlyKeyIsOfAProviderWithoutMessages_IsWrongUsage()
    {
        UsageException exception = await Assert.ThrowsAsync<UsageException>(() => SelectAsync(["--messages"], "AIMLAPI_API_KEY"));
        Assert.Equal("aimlapi has no Messages endpoint.", exception.Message);
    }

    [Fact]
    public async Task CreateAsync_Price_IsNotAssumed() => Assert.Equal(
        ["modelslab, chat completions, MiniMax-M2 (key in MODELSLAB_API_KEY)"],
        await SelectAsync(["--chat", "--price", "0.30", "1.20"], "MODELSLAB_API_KEY"));

    [Fact]
    public async Task CreateAsync_AddressAlone_IsAHost()
    {
        string[] arguments = ["--address", "https://gateway.example/v1", "--model", "their-model"];
        Assert.Equal(
            ["host, chat completions, their-model (no key, MINIMAXCLIENT_API_KEY is not set; assumed price)"],
            await SelectAsync(arguments, "MINIMAX_API_KEY"));
        Assert.Equal(
            ["host, Messages, their-model (key in MINIMAXCLIENT_API_KEY; assumed price)"],
            await SelectAsync([.. arguments, "--messages"], "MINIMAXCLIENT_API_KEY"));
    }

    private static async Task<string[]> SelectAsync(string[] arguments, params string[] variables)
    {
        await using TargetSelection selection = await TargetSelection.CreateAsync(
            CheckOptions.Parse(arguments),
            name => variables.Contains(name) ? "sk-4f9a0c1e7b2d8853" : null,
            TestContext.Current.CancellationToken);
        Assert.Equal(
            arguments.Contains("--messages") && variables.Contains("AIMLAPI_API_KEY") ? ["aimlapi has no Messages endpoint."] : [],
            selection.Skipped);
        return [.. selection.Targets.Select(static target => target.Heading)];
    }
}
