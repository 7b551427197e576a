using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Both packages, made twice of the same sources in a folder of their own.</summary>
/// <remarks>
/// That folder is a checkout of a repository on GitHub as far as the build asks, wherever this one comes from: what says so are
/// three small files.
/// </remarks>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>A version that no feed and no cache has.</summary>
    public const string VersionSuffix = "packagetest";

    /// <summary>Where the sources are said to come from.</summary>
    public const string Repository = "https://github.com/example/minimaxclient";

    /// <summary>The commit that they are said to be of.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _limit = new(Limit, TimeProvider.System);

    /// <summary>A folder outside of the checkout, whose settings reach no project in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("minimaxclient-packages-").FullName;

    public string Feed => Path.Combine(Folder, "feed");
    public string Output { get; private set; } = "";
    public CancellationToken Token => _limit.Token;

    private string Again => Path.Combine(Folder, "again");

    private string Sources => Path.Combine(Folder, "sources");

    public async ValueTask InitializeAsync()
    {
        CopySources();
        Output = await PackAsync(Feed);
        await PackAsync(Again);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        _limit.Dispose();
        return default;
    }

    /// <summary>The entries of a package by name, as they were made at first.</summary>
    public Dictionary<string, byte[]> Entries(string package) => Read(Feed, package);

    /// <summary>The entries of a package by name, as they were made the second time.</summary>
    public Dictionary<string, byte[]> EntriesAgain(string package) => Read(Again, package);

    private void CopySources()
    {
        string checkout = Checkout();
        string[] files =
        [
            .. Directory.EnumerateFiles(checkout),
            .. Directory.EnumerateFiles(Path.Combine(checkout, "src"), "*", SearchOption.AllDirectories)
                .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj")),
        ];
        foreach (string file in files)
        {
            string copy = Path.Combine(Sources, Path.GetRelativePath(checkout, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string git = Path.Combine(Sources, ".git");
        Directory.CreateDirectory(Path.Combine(git, "refs", "heads"));
        File.WriteAllText(Path.Combine(git, "HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(git, "refs", "heads", "main"), Commit + "\n");
        File.WriteAllText(Path.Combine(git, "config"), $"[remote \"origin\"]\n\turl = {Repository}.git\n");
    }

    private async Task<string> PackAsync(string feed)
    {
        string artifacts = Path.Combine(Folder, "artifacts");
        string output = "";
        foreach (string project in (string[])["MiniMaxClient", "MiniMaxClient.Testing"])
        {
            // What the analyzers say, the build of the solution has said.
            output += await DotNet.RunAsync(Path.Combine(Sources, "src", project),
            [
                "pack", "-c", "Release", "--artifacts-path", artifacts, "-o", feed, "--version-suffix", VersionSuffix,
                "-nodeReuse:false", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false",
            ],
            Token);
        }

        // The next time nothing is left of this one.
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

    private static string Checkout([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
