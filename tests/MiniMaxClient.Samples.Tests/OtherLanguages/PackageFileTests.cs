using System.Text.Json;
using MiniMaxClient.Samples.Tests.Documents;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the files that name the packages of npm.</summary>
public sealed class PackageFileTests
{
    private const string Folder = "tests/MiniMaxClient.Samples.Tests/OtherLanguages";

    [Fact]
    public void Package_Versions_AreExactAndThoseOfTheLockFile()
    {
        JsonElement locked = Read("package-lock.json").GetProperty("packages");
        foreach (JsonProperty package in Read("package.json").GetProperty("dependencies").EnumerateObject())
        {
            string version = package.Value.GetString()!;
            Assert.Matches(@"^\d+\.\d+\.\d+$", version);
            Assert.Equal(version, locked.GetProperty($"node_modules/{package.Name}").GetProperty("version").GetString());
        }
    }

    // The registry is that of the machine that installs; the hash is the same everywhere.
    [Fact]
    public void LockFile_Packages_HaveHashesAndNoAddress()
    {
        JsonProperty[] packages =
        [
            .. Read("package-lock.json").GetProperty("packages").EnumerateObject()
                .Where(static package => package.Name.Length > 0),
        ];

        Assert.NotEmpty(packages);
        Assert.All(packages, static package => Assert.StartsWith(
            "sha512-", package.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal));
        Assert.All(packages, static package => Assert.False(package.Value.TryGetProperty("resolved", out _), package.Name));
    }

    private static JsonElement Read(string file) => JsonElement.Parse(RepositoryPages.Read($"{Folder}/{file}"));
}
