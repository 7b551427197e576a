namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteOptionsTests
{
    public static TheoryData<CassetteOptions> Invalid { get; } =
    [
        new CassetteOptions { Secrets = ["1234567"] },
        new CassetteOptions { Secrets = null! },
        new CassetteOptions { Secrets = [null!] },
        new CassetteOptions { RemovedHeaders = [""] },
        new CassetteOptions { RemovedProperties = [""] },
        new CassetteOptions { RequestHeaders = [" "] },
        new CassetteOptions { MaxResponseBytes = 0 },
        new CassetteOptions { TimeProvider = null! },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Recorder_InvalidOption_ThrowsArgumentException(CassetteOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new CassetteRecorder("a.cassette", options));

    [Fact]
    public void Options_Default_AreDocumented()
    {
        CassetteOptions options = new();

        Assert.Equal((true, 64 * 1024 * 1024, TimeProvider.System), (options.RecordsTiming, options.MaxResponseBytes, options.TimeProvider));
        Assert.Null(options.RemovedProperties);
    }
}
