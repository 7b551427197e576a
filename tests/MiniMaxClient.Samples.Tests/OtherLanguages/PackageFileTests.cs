using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniMaxClient.Samples.Tests.Documents;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the files that name the packages of npm.</summary>
public sealed partial class PackageFileTests
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
        JsonProperty[] packages = ReadLockedPackages();

        Assert.All(packages, static package => Assert.StartsWith(
            "sha512-", package.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal));
        Assert.All(packages, static package => Assert.False(package.Value.TryGetProperty("resolved", out _), package.Name));
    }

    // Script skips the tests on an older Node.js.
    [Fact]
    public void LockFile_Packages_SupportNode20()
    {
        foreach (JsonProperty package in ReadLockedPackages())
        {
            if (package.Value.TryGetProperty("engines", out JsonElement engines))
            {
                string minimum = LowestMajorVersion().Match(engines.GetProperty("node").GetString()!).Groups[1].Value;
                Assert.True(int.Parse(minimum, CultureInfo.InvariantCulture) <= 20, package.Name);
            }
        }
    }

    private static JsonProperty[] ReadLockedPackages() =>
    [
        .. Read("package-lock.json").GetProperty("packages").EnumerateObject().Where(static package => package.Name.Length > 0),
    ];

    private static JsonElement Read(string file) => JsonElement.Parse(RepositoryPages.Read($"{Folder}/{file}"));

    [GeneratedRegex(@"^>= ?(\d+)")]
    private static partial Regex LowestMajorVersion();
}
