using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The cassette of a run replays it: the same requests have the same results.</summary>
public sealed class CassetteReplayTests
{
    [Fact]
    public async Task Run_OnTheCassetteOfARun_HasTheSameOutput()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, cancellationToken);
        CheckRun recorded = await RunAsync(emulator.AimlApi, emulator.ApiKey);
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, recorded.Files["provider-check-aimlapi.cassette"], cancellationToken);

        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(path, cancellationToken: cancellationToken);
        CheckRun replayed = await RunAsync(new(replay.BaseAddress, emulator.AimlApi.AbsolutePath), "another-key");
        File.Delete(path);

        Assert.Equal(CheckProgram.AsAssumed, recorded.ExitCode);
        Assert.Equal(recorded.Output, replayed.Output);
        replay.Cassette.Verify();
    }

    private static Task<CheckRun> RunAsync(Uri address, string key) =>
        CheckRun.StartAsync(["--provider", "aimlapi", "--address", $"{address}"], new() { ["AIMLAPI_API_KEY"] = key });
}
