using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Both packages, made twice of the same sources in a folder of their own.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>A version that no feed and no cache has.</summary>
    public const string VersionSuffix = "packagetest";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _limit = new(Limit, TimeProvider.System);

    /// <summary>A folder outside of the checkout, whose settings reach no project in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("minimaxclient-packages-").FullName;

    public string Feed => Path.Combine(Folder, "feed");
    public string Output { get; private set; } = "";
    public CancellationToken Token => _limit.Token;

    private string Again => Path.Combine(Folder, "again");

    public async ValueTask InitializeAsync()
    {
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

    private async Task<string> PackAsync(string feed)
    {
        string artifacts = Path.Combine(Folder, "artifacts");
        string output = "";
        foreach (string project in (string[])["MiniMaxClient", "MiniMaxClient.Testing"])
        {
            // What the analyzers say, the build of the solution has said.
            output += await DotNet.RunAsync(Path.Combine(Checkout(), "src", project),
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
