namespace MiniMaxClient.Tests.Cassettes;

/// <summary>A folder for the cassettes of a test.</summary>
public sealed class CassetteFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette-");

    public string GetPath(string name = "test.cassette") => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
