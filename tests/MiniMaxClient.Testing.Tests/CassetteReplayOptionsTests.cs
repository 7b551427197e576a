namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteReplayOptionsTests
{
    public static TheoryData<Func<CassetteReplayOptions>> Invalid { get; } =
    [
        static () => new() { IgnoredPaths = null! },
        static () => new() { IgnoredPaths = [""] },
        static () => new() { Port = -1 },
        static () => new() { Port = 65536 },
        static () => new() { TimeProvider = null! },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task ReplayAsync_InvalidOption_ThrowsArgumentException(Func<CassetteReplayOptions> create) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MiniMaxEmulator.ReplayAsync("a.cassette", create(), Wire.Token));
}
