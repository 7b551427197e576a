using MiniMaxClient.Samples.Tests.Readme;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>The code of the pages beside the README is code of the tests, and it runs there.</summary>
public sealed class PageCodeTests
{
    private static readonly Dictionary<string, string[]> Sources = new()
    {
        [".github/CONTRIBUTING.md"] =
        [
            "tests/MiniMaxClient.Tests/Providers/AcmeAdapter.cs",
            "tests/MiniMaxClient.Tests/Providers/AcmeAdapterTests.cs",
            "tests/MiniMaxClient.Tests/Client/WirePatternTests.cs",
        ],
    };

    // The README, and those of the packages that repeat it, have tests of their own.
    public static TheoryData<string> PagesBesideTheReadme { get; } =
        [.. RepositoryPages.All.Where(static page => !page.EndsWith("README.md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(PagesBesideTheReadme))]
    public void CodeBlock_OfThePage_IsARegionOfItsSourcesAndBack(string page)
    {
        IEnumerable<string> regions = Sources.GetValueOrDefault(page, [])
            .SelectMany(static source => ReadmeTests.Regions().Matches(RepositoryPages.Read(source)))
            .Select(static match => ReadmeTests.Normalize(match.Groups[1].Value));
        IEnumerable<string> blocks = ReadmeTests.Blocks().Matches(RepositoryPages.Read(page))
            .Select(static match => ReadmeTests.Normalize(match.Groups[1].Value));
        Assert.Equal(regions.Order(StringComparer.Ordinal), blocks.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Source_OfAPage_IsThatOfAPageThatExists() => Assert.Subset(RepositoryPages.All.ToHashSet(), Sources.Keys.ToHashSet());
}
