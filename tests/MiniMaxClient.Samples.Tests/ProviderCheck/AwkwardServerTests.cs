using Microsoft.AspNetCore.Builder;
using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>A server that is as assumed, and fails or reasons little, is never reported as different.</summary>
public sealed class AwkwardServerTests
{
    [Theory]
    [InlineData("401")]
    [InlineData("402")]
    [InlineData("403")]
    [InlineData("429")]
    [InlineData("503")]
    [InlineData("529")]
    [InlineData("no reasoning")]
    [InlineData("cut")]
    public async Task Run_AwkwardServer_FindsNoDifference(string mode)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, cancellationToken);
        await using WebApplication proxy = await AwkwardProxy.StartAsync(emulator.MiniMax, mode);

        var address = new Uri(new Uri(proxy.Urls.Single()), emulator.MiniMax.AbsolutePath);
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "minimax", "--chat", "--address", $"{address}"], new() { ["MINIMAX_API_KEY"] = emulator.ApiKey });

        Assert.Empty(run.GetChecks("minimax", "chat", "different"));
        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        IReadOnlyList<string> confirmed = run.GetChecks("minimax", "chat", "confirmed");
        Assert.Contains(mode == "cut" ? "usage" : "complete", confirmed);
        Assert.Contains("reasoning-place", run.GetChecks("minimax", "chat", mode == "no reasoning" ? "not_run" : "confirmed"));
        if (mode == "cut")
            Assert.Contains("cut at 4096 tokens", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PlainHost_IsAsAssumed()
    {
        await using WebApplication host = await PlainHost.StartAsync();

        CheckRun run = await CheckRun.StartAsync(["--address", $"{host.Urls.Single()}/v1", "--model", "their-model"]);

        Assert.Empty(run.GetChecks("host", "chat", "different"));
        Assert.Empty(run.GetChecks("host", "chat", "not_run"));
        Assert.Equal(CheckProgram.AsAssumed, run.ExitCode);
        Assert.All(run.Files.Keys, static name => Assert.StartsWith("provider-check-127.0.0.1-", name, StringComparison.Ordinal));
    }
}
