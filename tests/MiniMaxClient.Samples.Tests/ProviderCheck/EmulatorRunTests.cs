using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The emulator is what the library assumes of each provider, so no check may find a difference.</summary>
public sealed class EmulatorRunTests
{
    [Theory]
    [InlineData("aimlapi", "chat")]
    [InlineData("runapi", "chat")]
    [InlineData("runapi", "messages")]
    [InlineData("modelslab", "chat")]
    [InlineData("modelslab", "messages")]
    [InlineData("minimax", "chat")]
    [InlineData("minimax", "messages")]
    public async Task Run_EmulatedProvider_IsAsAssumed(string provider, string protocol)
    {
        CheckRun run = await CheckRun.StartAsync(["--emulator", "--provider", provider, $"--{protocol}"]);

        AssertAsAssumed(run, provider, protocol);
        Assert.Contains("(emulator", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aimlapi", "MiniMax-M3")]
    [InlineData("aimlapi", "MiniMax-M2")]
    [InlineData("minimax", "MiniMax-M3")]
    [InlineData("minimax", "MiniMax-M2")]
    [InlineData("runapi", "MiniMax-M2.1")]
    public async Task Run_OtherModel_IsAsAssumed(string provider, string model)
    {
        CheckRun run = await CheckRun.StartAsync(["--emulator", "--provider", provider, "--model", model]);

        Assert.Empty(run.GetChecks(provider, "chat", "different"));
        Assert.Equal(CheckProgram.AsAssumed, run.ExitCode);
    }

    [Theory]
    [InlineData(WireProtocol.Chat)]
    [InlineData(WireProtocol.Messages)]
    public async Task Run_EmulatedHost_IsAsAssumed(object protocol)
    {
        bool isChat = (WireProtocol)protocol == WireProtocol.Chat;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, TestContext.Current.CancellationToken);
        CheckRun run = await CheckRun.StartAsync(
            [
                "--address", $"{(isChat ? emulator.OpenAICompatible : emulator.AnthropicCompatible)}",
                .. isChat ? Array.Empty<string>() : ["--messages"],
            ],
            new() { [MiniMaxClient.Samples.ProviderCheck.Providers.HostKeyVariable] = emulator.ApiKey });

        AssertAsAssumed(run, "host", isChat ? "chat" : "messages");
    }

    [Fact]
    public async Task Run_TwoKeysAndAProvider_ChecksThatProvider()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, TestContext.Current.CancellationToken);
        CheckRun run = await CheckRun.StartAsync(
            ["--address", $"{emulator.AimlApi}", "--provider", "aimlapi", "--max-cost", "0"],
            new() { ["AIMLAPI_API_KEY"] = emulator.ApiKey, ["MINIMAX_API_KEY"] = emulator.ApiKey });

        Assert.DoesNotContain("minimax, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("aimlapi, chat completions", run.Output, StringComparison.Ordinal);
        Assert.Contains("key in AIMLAPI_API_KEY", run.Output, StringComparison.Ordinal);
    }

    private static void AssertAsAssumed(CheckRun run, string provider, string protocol)
    {
        Assert.Empty(run.GetChecks(provider, protocol, "different"));
        Assert.Empty(run.GetChecks(provider, protocol, "not_run"));
        Assert.Equal(CheckProgram.AsAssumed, run.ExitCode);
        Assert.True(run.GetChecks(provider, protocol, "confirmed").Count >= 20);
        Assert.Equal(
            ["cassette", "json", "md"],
            run.Files.Keys.Select(static name => name.Split('.')[^1]).Order(StringComparer.Ordinal));
    }
}
