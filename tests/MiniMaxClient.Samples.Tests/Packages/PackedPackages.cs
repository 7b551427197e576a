using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Both packages, packed twice from the same sources in two folders, each a clone of the same commit.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>A version that no feed and no cache has.</summary>
    public const string VersionSuffix = "packagetest";

    /// <summary>The URL of the repository of which the sources are a clone.</summary>
    public const string Repository = "https://github.com/minimaxclient/minimaxclient";

    /// <summary>The commit of the sources.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _limit = new(Limit, TimeProvider.System);

    /// <summary>A folder outside of the checkout, so that the settings of the checkout do not apply.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("minimaxclient-packages-").FullName;

    public string Feed => Path.Combine(Folder, "feed");
    public string Output { get; private set; } = "";
    public CancellationToken Token => _limit.Token;

    private string SecondFeed => Path.Combine(Folder, "again");

    public async ValueTask InitializeAsync()
    {
        Output = await PackAsync(CloneRepository("clone"), Feed);
        await PackAsync(CloneRepository("other/clone"), SecondFeed);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        _limit.Dispose();
        return default;
    }

    /// <summary>The entries of a package by name, from the first folder.</summary>
    public Dictionary<string, byte[]> ReadEntries(string package) => Read(Feed, package);

    /// <summary>The entries of a package by name, from the second folder.</summary>
    public Dictionary<string, byte[]> ReadSecondEntries(string package) => Read(SecondFeed, package);

    /// <summary>Copies the sources and the parts of a repository that the build reads.</summary>
    private string CloneRepository(string name)
    {
        string root = GetRepositoryRoot(), clone = Path.Combine(Folder, name);
        IEnumerable<string> sources = Directory.EnumerateFiles(Path.Combine(root, "src"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj"));
        foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props", ".editorconfig", .. sources])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, file))!);
            File.Copy(Path.Combine(root, file), Path.Combine(clone, file));
        }

        string git = Path.Combine(clone, ".git");
        Directory.CreateDirectory(Path.Combine(git, "objects"));
        Directory.CreateDirectory(Path.Combine(git, "refs"));
        File.WriteAllText(Path.Combine(git, "HEAD"), Commit + "\n");
        File.WriteAllText(Path.Combine(git, "config"), $"[remote \"origin\"]\n    url = {Repository}\n");
        return clone;
    }

    private async Task<string> PackAsync(string clone, string feed)
    {
        string artifacts = Path.Combine(Folder, "artifacts");
        string output = "";
        foreach (string project in (string[])["MiniMaxClient", "MiniMaxClient.Testing"])
        {
            // The build of the solution has run the analyzers.
            output += await DotNet.RunAsync(Path.Combine(clone, "src", project),
            [
                "pack", "-c", "Release", "--artifacts-path", artifacts, "-o", feed, "--version-suffix", VersionSuffix,
                "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false",
                $"-p:MiniMaxClientRepositoryUrl={Repository}",
            ],
            Token);
        }

        // The next run starts without build outputs.
        Directory.Delete(artifacts, recursive: true);
        return output;
    }

    private static Dictionary<string, byte[]> Read(string feed, string package)
    {
        (string name, string extension) = (Path.GetFileNameWithoutExtension(package), Path.GetExtension(package));
        string file = Directory.EnumerateFiles(feed, $"{name}.*{extension}")
            .Single(file => char.IsAsciiDigit(Path.GetFileName(file)[name.Length + 1]));
        using ZipArchive zip = ZipFile.OpenRead(file);
        return zip.Entries.ToDictionary(static entry => entry.FullName, static entry =>
        {
            using var content = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    private static string GetRepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
