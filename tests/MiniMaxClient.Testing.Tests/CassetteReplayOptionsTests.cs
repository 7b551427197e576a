namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteReplayOptionsTests
{
    public static TheoryData<CassetteReplayOptions> Invalid { get; } =
    [
        new CassetteReplayOptions { IgnoredPaths = null! },
        new CassetteReplayOptions { IgnoredPaths = [""] },
        new CassetteReplayOptions { IgnoredPaths = [null!] },
        new CassetteReplayOptions { IgnoredPaths = ["messages"] },
        new CassetteReplayOptions { IgnoredPaths = ["$messages"] },
        new CassetteReplayOptions { IgnoredPaths = ["$.messages[*].content"] },
        new CassetteReplayOptions { IgnoredPaths = ["$['messages']"] },
        new CassetteReplayOptions { IgnoredPaths = ["$[\"messages\"]"] },
        new CassetteReplayOptions { Port = -1 },
        new CassetteReplayOptions { Port = 65536 },
        new CassetteReplayOptions { TimeProvider = null! },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task ReplayAsync_InvalidOption_ThrowsArgumentException(CassetteReplayOptions options) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MiniMaxEmulator.ReplayAsync("a.cassette", options, Wire.Token));
}
