namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteOptionsTests
{
    public static TheoryData<Func<CassetteOptions>> Invalid { get; } =
    [
        static () => new() { Secrets = ["1234567"] },
        static () => new() { Secrets = null! },
        static () => new() { Secrets = [null!] },
        static () => new() { RemovedHeaders = [""] },
        static () => new() { RemovedProperties = null! },
        static () => new() { RequestHeaders = [" "] },
        static () => new() { MaxResponseBytes = 0 },
        static () => new() { TimeProvider = null! },
    ];

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Recorder_InvalidOption_ThrowsArgumentException(Func<CassetteOptions> create) =>
        Assert.ThrowsAny<ArgumentException>(() => new CassetteRecorder("a.cassette", create()));

    [Fact]
    public void Options_Default_AreDocumented()
    {
        CassetteOptions options = new();

        Assert.Equal((true, 64 * 1024 * 1024, TimeProvider.System), (options.RecordsTiming, options.MaxResponseBytes, options.TimeProvider));
        Assert.Contains("user_id", options.RemovedProperties);
    }
}
