using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>
/// Each endpoint, header, field, value, limit, sample, price and example of the five model pages that this library began with
/// names the test that covers it: <c>seed-audit.tsv</c>.
/// </summary>
public sealed class SeedAuditTests
{
    private static readonly string[] Pages = ["aimlapi-m2-1-highspeed", "aimlapi-m2-1", "aimlapi-m2-7", "runapi-m2-1", "modelslab-m2"];

    private static readonly string[] Kinds =
    [
        "endpoint", "model", "header", "request", "response", "chunk", "value", "limit", "feature", "sample", "price", "example",
    ];

    private static readonly IReadOnlyList<Row> Rows =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests", "MiniMaxClient.Tests", "Architecture", "seed-audit.tsv"))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(ParseRow),
    ];

    private static readonly HashSet<string> Tests = [.. FindTestsOfThisProject(), .. FindTestsOfOtherProjects()];

    [Fact]
    public void Row_Id_IsUniqueAndNamesAPageAndAKind()
    {
        Assert.Empty(Rows.GroupBy(static row => row.Id).Where(static group => group.Count() > 1).Select(static group => group.Key));
        Assert.All(Rows, static row => Assert.Contains(row.Page, Pages));
        Assert.All(Rows, static row => Assert.Contains(row.Kind, Kinds));
        Assert.All(Rows, static row => Assert.NotEmpty(row.Fact));
    }

    [Fact]
    public void Page_HasRowsForItsEndpointModelHeadersAndExamples()
    {
        foreach (string page in Pages)
        {
            foreach (string kind in (string[])["endpoint", "model", "header", "example"])
                Assert.Contains(Rows, row => row.Page == page && row.Kind == kind);
        }
    }

    [Fact]
    public void Row_Test_Exists()
    {
        string[] missing =
        [
            .. from row in Rows
               from test in row.Tests.DefaultIfEmpty("no test")
               where !Tests.Contains(test)
               select $"{row.Id}: {test}",
        ];
        Assert.Empty(missing);
    }

    /// <summary>The tests of the contract cover a path only if it is in <c>contract-paths.json</c>.</summary>
    [Fact]
    public void Row_PathOfTheSchema_IsInTheContract()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("contract-paths.json")!;
        using JsonDocument contract = JsonDocument.Parse(stream);
        string[] missing =
        [
            .. from row in Rows
               where row.Kind is "request" or "response" or "chunk"
                   && row.Tests.Any(static test => test.StartsWith(nameof(ContractTests), StringComparison.Ordinal))
               where !((string[])[row.Kind, row.Kind + "_undocumented"]).Any(section =>
                   contract.RootElement.TryGetProperty(section, out JsonElement paths) && paths.TryGetProperty(row.Subject, out _))
               select row.Id,
        ];
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("limits.md", "2 million tokens, 10 GB")]
    [InlineData("providers.md", "`RUNAPI_API_KEY`, else `RUNAPI_KEY`")]
    [InlineData("providers.md", "$0.15 and $0.60 per million tokens")]
    [InlineData("providers.md", "$0.010 or $0.020")]
    [InlineData("providers.md", "`temperature` 0.7, `top_p` 0.9, `max_tokens` 1,000")]
    [InlineData("providers.md", "$0.255 and $1.00 per million tokens, and $0.6275")]
    [InlineData("providers.md", "\"JSON mode and structured output\"")]
    public void Guide_FactThatTheClientDoesNotCheck_IsStated(string page, string fact) =>
        Assert.Contains(fact, File.ReadAllText(Path.Combine(Repository.Sources, "docs", page)), StringComparison.Ordinal);

    private static Row ParseRow(string line)
    {
        string[] cells = line.Split('\t');
        Assert.True(cells.Length == 3, $"'{line}' does not have 3 columns.");
        return new(cells[0], cells[1], cells[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<string> FindTestsOfThisProject() =>
        from type in typeof(SeedAuditTests).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.IsDefined(typeof(FactAttribute))
        select $"{type.Name}.{method.Name}";

    private static IEnumerable<string> FindTestsOfOtherProjects() =>
        from file in Repository.Files("tests", "*Tests.cs")
        where !file.Contains(Path.Combine("tests", "MiniMaxClient.Tests"), StringComparison.Ordinal)
        from type in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        from method in type.Members.OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(static list => list.Attributes)
            .Any(static attribute => attribute.Name.ToString() is "Fact" or "Theory")
        select $"{type.Identifier.Text}.{method.Identifier.Text}";

    /// <summary>A fact of a page and the tests that cover it; the parts of the id are the page, the kind and the subject.</summary>
    private sealed record Row(string Id, string Fact, IReadOnlyList<string> Tests)
    {
        public string Page => Id.Split('/')[0];

        public string Kind => Id.Split('/')[1];

        public string Subject => Id.Split('/', 3)[2];
    }
}
