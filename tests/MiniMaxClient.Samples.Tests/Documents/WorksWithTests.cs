using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Compares the table of "Works with" with the versions of the packages and with the tests.</summary>
public sealed partial class WorksWithTests
{
    private const string Folder = "src/MiniMaxClient/docs";
    private const string Head = "| tested with | feature | what works | limit | test |\n";

    private static readonly string Page = RepositoryPages.Read($"{Folder}/works-with.md");

    private static readonly Dictionary<string, string> Versions =
        XDocument.Load(Path.Combine(RepositoryPages.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(static one => one.Attribute("Include")!.Value, static one => one.Attribute("Version")!.Value);

    /// <summary>The cells of each row: packages, feature, what works, limit, tests.</summary>
    public static TheoryData<string, string, string, string> Rows { get; } =
    [
        .. from line in Page[(Page.IndexOf(Head, StringComparison.Ordinal) + Head.Length)..].Split('\n').Skip(1)
               .TakeWhile(static line => line.StartsWith('|'))
           let cells = line.Trim('|').Split('|')
           select (cells[0].Trim(), cells[1].Trim(), cells[2].Trim(), cells[^1].Trim()),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_OfThePage_HasTheVersionsOfTheBuildAndATest(string packages, string feature, string works, string tests)
    {
        Assert.DoesNotContain("", new[] { feature, works });
        Match[] named = Packages().Matches(packages).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, static package => Assert.Equal(
            $"{package.Groups[1].Value} {Versions.GetValueOrDefault(package.Groups[1].Value)}",
            $"{package.Groups[1].Value} {package.Groups[2].Value}"));
        Match[] links = Links().Matches(tests).ToArray();
        Assert.NotEmpty(links);
        Assert.All(links, static link =>
        {
            string source = RepositoryPages.Read(Path.Combine(Folder, link.Groups[2].Value));
            Assert.Matches($@"(?m)^public sealed (partial )?class {link.Groups[1].Value}( : \w+)?$", source);
            Assert.Matches(@"(?m)^    \[(Fact|Theory)", source);
        });
    }

    [GeneratedRegex(@"`([\w.]+)` ([\w.-]+\d)")]
    private static partial Regex Packages();

    [GeneratedRegex(@"\[`(\w+)`\]\(([^)]+\.cs)\)")]
    private static partial Regex Links();
}
