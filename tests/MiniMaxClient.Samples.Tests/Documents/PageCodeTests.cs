using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Compares the C# code of every page with the code of the tests that compile and run it.</summary>
public sealed partial class PageCodeTests
{
    private const string Examples = "tests/MiniMaxClient.Samples.Tests/Readme/";

    public static TheoryData<string> AllPages { get; } = [.. RepositoryPages.All.Where(static page => !IsPackageReadme(page))];

    public static TheoryData<string> Guides { get; } = [.. RepositoryPages.Guides];

    public static TheoryData<string> PackageReadmes { get; } = [.. RepositoryPages.All.Where(IsPackageReadme)];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void CodeBlock_OfAPage_EqualsARegionOfItsSources(string page)
    {
        IEnumerable<string> regions = Sources(page).SelectMany(static source => CodeBlocks.OfSource(RepositoryPages.Read(source)));
        IEnumerable<string> blocks = CodeBlocks.OfPage(RepositoryPages.Read(page));
        Assert.Equal(regions.Order(StringComparer.Ordinal), blocks.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Guide_AtItsStart_HasTheUsingDirectivesOfItsCode(string page)
    {
        Assert.NotEmpty(Sources(page));
        string first = CodeBlocks.OfPage(RepositoryPages.Read(page))[0];
        Assert.Contains("using MiniMaxClient;", first.Split('\n'));
    }

    [Theory]
    [MemberData(nameof(PackageReadmes))]
    public void CodeBlock_OfAPackageReadme_IsABlockOfTheReadmeOrAGuide(string page)
    {
        string[] blocks = CodeBlocks.OfPage(RepositoryPages.Read(page));
        Assert.NotEmpty(blocks);
        IEnumerable<string> tested = RepositoryPages.Guides.Append("README.md")
            .SelectMany(static one => CodeBlocks.OfPage(RepositoryPages.Read(one)));
        Assert.Subset(tested.ToHashSet(), blocks.ToHashSet());
    }

    private static bool IsPackageReadme(string page) =>
        page.StartsWith("src/", StringComparison.Ordinal) && page.EndsWith("README.md", StringComparison.Ordinal);

    /// <summary>The files whose regions are the blocks of a page.</summary>
    private static string[] Sources(string page) => page switch
    {
        "README.md" => [Examples + "ReadmeExamples.cs"],
        ".github/CONTRIBUTING.md" =>
        [
            "tests/MiniMaxClient.Tests/Providers/AcmeAdapter.cs",
            "tests/MiniMaxClient.Tests/Providers/AcmeAdapterTests.cs",
            "tests/MiniMaxClient.Tests/Client/WirePatternTests.cs",
        ],
        _ when RepositoryPages.Guides.Contains(page) => FilesOf(PascalCase(Path.GetFileNameWithoutExtension(page))),
        _ => [],
    };

    private static string[] FilesOf(string guide) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryPages.Root, Examples, "Pages"), $"{guide}Examples*.cs")
            .Select(static file => Path.GetRelativePath(RepositoryPages.Root, file)),
    ];

    private static string PascalCase(string name) =>
        FirstLetters().Replace(name, static match => match.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex("(?:^|-)([a-z])")]
    private static partial Regex FirstLetters();
}
