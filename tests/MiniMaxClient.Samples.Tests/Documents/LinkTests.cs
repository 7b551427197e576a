using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Tests that the links of the pages into this repository have targets.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> All { get; } = [.. RepositoryPages.All];

    public static TheoryData<string> Guides { get; } = [.. RepositoryPages.Guides];

    [Theory]
    [MemberData(nameof(All))]
    public void Link_IntoTheRepository_LeadsToAFileOrAHeading(string page)
    {
        string text = Code().Replace(RepositoryPages.Read(page), "");
        string[] broken =
        [
            .. Links().Matches(text).Select(static link => link.Groups[1].Value)
                .Where(static link => !link.Contains("://", StringComparison.Ordinal))
                .Where(link => !Leads(page, link)),
        ];
        Assert.Empty(broken);
    }

    [Fact]
    public void TableOfContents_OfTheReadme_LinksToEveryGuide()
    {
        IEnumerable<string> links = Links().Matches(RepositoryPages.Read("README.md")).Select(static link => link.Groups[1].Value);
        Assert.NotEmpty(RepositoryPages.Guides);
        Assert.Empty(RepositoryPages.Guides.Except(links));
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Guide_AtItsEnd_LinksBackToTheTableOfContents(string page) =>
        Assert.Contains("(../../../README.md#guides)", RepositoryPages.Read(page).TrimEnd().Split('\n')[^1], StringComparison.Ordinal);

    [Theory]
    [InlineData("What it is", "what-it-is")]
    [InlineData("`CompleteAsync`, and back", "completeasync-and-back")]
    [InlineData("Microsoft.Extensions.AI", "microsoftextensionsai")]
    [InlineData("Limits on time — and retries", "limits-on-time--and-retries")]
    public void Anchor_OfAHeading_EqualsThatOfGitHub(string heading, string anchor) => Assert.Equal(anchor, Anchor(heading));

    private static bool Leads(string page, string link)
    {
        string[] parts = link.Split('#');
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryPages.Root, page))!;
        string target = parts[0].Length == 0 ? Path.Combine(RepositoryPages.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        if (!target.StartsWith(RepositoryPages.Root, StringComparison.Ordinal) || !(File.Exists(target) || Directory.Exists(target)))
            return false;
        return parts.Length == 1 || Anchors(File.ReadAllText(target)).Contains(parts[1]);
    }

    private static IEnumerable<string> Anchors(string page) =>
        Headings().Matches(Code().Replace(page, "$1")).Select(static heading => Anchor(heading.Groups[1].Value));

    private static string Anchor(string heading) =>
        NoPartOfAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>Fenced blocks, and code within a line, which is group 1.</summary>
    [GeneratedRegex(@"^```.*?^```|`([^`\n]*)`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoPartOfAnchors();
}
