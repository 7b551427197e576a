namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteRecorderOptionsTests
{
    public static TheoryData<CassetteRecorderOptions> Invalid { get; } =
    [
        new CassetteRecorderOptions { Secrets = ["1234567"] },
        new CassetteRecorderOptions { Secrets = null! },
        new CassetteRecorderOptions { Secrets = [null!] },
        new CassetteRecorderOptions { RemovedHeaders = [""] },
        new CassetteRecorderOptions { RemovedProperties = [""] },
        new CassetteRecorderOptions { RequestHeaders = [" "] },
        new CassetteRecorderOptions { MaxResponseBytes = 0 },
        new CassetteRecorderOptions { TimeProvider = null! },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Recorder_InvalidOption_ThrowsArgumentException(CassetteRecorderOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new CassetteRecorder("a.cassette", options));

    [Fact]
    public void Options_Default_AreDocumented()
    {
        CassetteRecorderOptions options = new();

        Assert.Equal((true, 64 * 1024 * 1024, TimeProvider.System), (options.RecordTiming, options.MaxResponseBytes, options.TimeProvider));
        Assert.Empty(options.RemovedProperties);
    }
}
