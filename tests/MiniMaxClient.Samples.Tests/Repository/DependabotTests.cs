using System.Text.Json;
using MiniMaxClient.Samples.Tests.Documents;

namespace MiniMaxClient.Samples.Tests.Repository;

/// <summary>Tests the configuration of dependency updates.</summary>
public sealed class DependabotTests
{
    private static readonly JsonElement Configuration = YamlFile.Read(".github/dependabot.yml");

    [Theory]
    [InlineData("nuget", "Directory.Packages.props")]
    [InlineData("github-actions", ".github/workflows")]
    [InlineData("npm", "package-lock.json")]
    public void Ecosystem_Folder_HasItsFile(string ecosystem, string file)
    {
        Assert.Equal("2", Configuration.ReadText("version"));
        JsonElement update = Assert.Single(
            Configuration.GetProperty("updates").EnumerateArray(), one => one.ReadText("package-ecosystem") == ecosystem);

        string folder = Path.Combine(RepositoryPages.Root, update.ReadText("directory")!.TrimStart('/'));
        Assert.True(Path.Exists(Path.Combine(folder, file)));
        Assert.NotNull(update.GetProperty("schedule").ReadText("interval"));
    }

    [Fact]
    public void Patterns_OfNuGetGroups_MatchPackages()
    {
        JsonElement nuget = Configuration.GetProperty("updates").EnumerateArray().First();
        IEnumerable<string> patterns = nuget.GetProperty("groups").EnumerateObject()
            .SelectMany(static group => group.Value.ReadTexts("patterns"))
            .Concat(nuget.GetProperty("ignore").EnumerateArray().Select(static one => one.ReadText("dependency-name")!));

        string packages = RepositoryPages.Read("Directory.Packages.props");
        Assert.All(patterns, pattern => Assert.Contains($"Include=\"{pattern.TrimEnd('*')}", packages, StringComparison.Ordinal));
    }
}
