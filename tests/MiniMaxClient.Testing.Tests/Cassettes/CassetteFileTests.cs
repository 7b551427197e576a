using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class CassetteFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "a.cassette");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Append_FirstExchange_ReplacesTheFile()
    {
        await File.WriteAllTextAsync(Path, "old", Wire.Token);
        using CassetteFile file = new(Path);

        file.Append(Create(1));
        IReadOnlyList<CassetteExchange> first = await CassetteFile.ReadAsync(Path, Wire.Token);
        file.Append(Create(2));

        Assert.Equal([1], first.Select(static exchange => exchange.Number));
        int[] both = await ReadNumbersAsync();
        Assert.Equal([1, 2], both);
        file.Dispose();
        Assert.Equal([Path], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task ReadAsync_OtherOrder_IsThatOfTheRequests()
    {
        using CassetteFile file = new(Path);
        foreach (int number in (int[])[2, 3, 1])
            file.Append(Create(number));

        int[] numbers = await ReadNumbersAsync();

        Assert.Equal([1, 2, 3], numbers);
    }

    [Fact]
    public void Constructor_SecondForThePath_ThrowsIOException()
    {
        CassetteFile first = new(Path);

        var e = Assert.Throws<IOException>(() => new CassetteFile(Path));
        first.Dispose();

        Assert.StartsWith($"The cassette {Path} cannot be written, or another recorder writes it: ", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullName));
        new CassetteFile(Path).Dispose();
    }

    [Fact]
    public void Constructor_FolderWithThePath_ThrowsIOExceptionAndReleasesTheLock()
    {
        Directory.CreateDirectory(Path);

        var e = Assert.Throws<IOException>(() => new CassetteFile(Path));

        Assert.StartsWith($"The cassette {Path} cannot be written: ", e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.InnerException);
        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void Dispose_NoExchange_KeepsTheFile()
    {
        File.WriteAllText(Path, "old");

        new CassetteFile(Path).Dispose();

        Assert.Equal("old", File.ReadAllText(Path));
    }

    [Fact]
    public async Task ReadAsync_NotUtf8_ThrowsExceptionWithLine()
    {
        await File.WriteAllBytesAsync(Path, [.. "MiniMaxClient cassette 1\n\n# 1\n"u8, 0xFF], Wire.Token);

        var e = await Assert.ThrowsAsync<CassetteException>(() => CassetteFile.ReadAsync(Path, Wire.Token));

        Assert.Equal(4, e.Line);
    }

    [Fact]
    public async Task ReadAsync_NoFile_ThrowsFileNotFoundException() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => CassetteFile.ReadAsync(Path, Wire.Token));

    private static CassetteExchange Create(int number) => new()
    {
        Number = number,
        Method = "GET",
        Path = "/",
        Status = 200,
        ResponseBody = Encoding.UTF8.GetBytes($"{number}"),
    };

    private async Task<int[]> ReadNumbersAsync() =>
        [.. (await CassetteFile.ReadAsync(Path, Wire.Token)).Select(static exchange => exchange.Number)];
}
