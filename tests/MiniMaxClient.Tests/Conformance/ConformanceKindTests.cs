using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>The repository has vectors or tests for every kind of failure that was reported, and skips none of them.</summary>
public sealed class ConformanceKindTests
{
    private static readonly JsonElement[] Kinds =
    [
        .. JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Conformance", "kinds.json")))
            .GetProperty("kinds").EnumerateArray(),
    ];

    // Files of test classes by the name of the class, without the part that follows its first dot.
    private static readonly Lazy<ILookup<string, string>> TestSources = new(static () => Repository.Files("tests", "*Tests*.cs")
        .ToLookup(static file => Path.GetFileName(file).Split('.')[0], File.ReadAllText));

    public static IEnumerable<TheoryDataRow<string>> KindIds =>
        Kinds.Select(static kind => new TheoryDataRow<string>(kind.GetProperty("id").GetString()!));

    [Theory]
    [InlineData("sse")]
    [InlineData("streams")]
    [InlineData("responses")]
    [InlineData("hostile")]
    [InlineData("errors")]
    [InlineData("requests")]
    [InlineData("think")]
    public void Kind_OfVectors_IsInTheRepository(string kind) =>
        Assert.Contains(ConformanceData.GetVectors(kind), static vector => vector.IsOwn);

    [Theory]
    [InlineData("streams")]
    [InlineData("responses")]
    [InlineData("errors")]
    public void Provider_OfTheLibrary_HasVectors(string kind)
    {
        IEnumerable<string> providers =
            ConformanceData.GetVectors(kind).Where(static vector => vector.IsOwn).Select(static vector => vector.Provider);

        // The API key in the body is a variant of the request only.
        Assert.Empty(Adapters.AllNames.Except(["modelslab, key in the body"]).Except(providers));
    }

    [Fact]
    public void Theory_OfVectors_SkipsNoRow()
    {
        PropertyInfo[] sources =
        [
            .. typeof(ConformanceKindTests).Assembly.GetTypes()
                .Where(static type => type.Namespace == typeof(ConformanceKindTests).Namespace)
                .SelectMany(static type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
                .Where(static property => property.PropertyType == typeof(IEnumerable<TheoryDataRow<string>>)),
        ];

        Assert.True(sources.Length >= 7);
        Assert.All(sources, static source =>
        {
            TheoryDataRow<string>[] rows = [.. (IEnumerable<TheoryDataRow<string>>)source.GetValue(null)!];
            Assert.All(rows, static row => Assert.Null(row.Skip));
            Assert.Contains(rows, static row => !row.Data.StartsWith(OutsideVectors.Prefix, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void File_OfVectors_NamesItsSourceAndEachVectorOnce() => Assert.All(ConformanceData.OwnFiles, static file =>
    {
        ConformanceVector[] vectors = [.. ConformanceData.ReadFile(file)];
        Assert.All(vectors, static vector => Assert.All(
            (string[])["source", "why"], name => Assert.False(string.IsNullOrWhiteSpace(vector.Get(name).GetString()))));
        Assert.Equal(vectors.Length, vectors.Select(static vector => vector.Name).Distinct().Count());
    });

    [Fact]
    public void Vector_OfTheSyntax_HasAnInputOfItsOwn() => Assert.All(
        ConformanceData.GetVectors("sse").Where(static vector => vector.IsOwn)
            .GroupBy(static vector => $"{Convert.ToHexString(vector.GetBytes())} {vector.Get("cuts")}"),
        static same => Assert.Single(same));

    [Theory]
    [InlineData("""
            [Fact]
            public void Call_Valid_Works()
        """, true)]
    [InlineData("""
            [Theory]
            [InlineData("a(")]
            public async Task Call_Valid_Works(string text)
        """, true)]
    [InlineData("""
            [Fact]
            public void Other()
            {
            }

            public void Call_Valid_Works()
        """, false)]
    [InlineData("""
            [Fact]
            public void Other() => Call_Valid_Works();
        """, false)]
    [InlineData("""
            // [Fact] public void Call_Valid_Works()
        """, false)]
    public void HasTest_Source_FindsAMethodWithTheAttribute(string source, bool expected) =>
        Assert.Equal(expected, HasTest($"\n{source}\n".ReplaceLineEndings("\n"), "Call_Valid_Works"));

    [Theory]
    [MemberData(nameof(KindIds))]
    public void Kind_Reported_IsCovered(string id)
    {
        JsonElement kind = Assert.Single(Kinds, kind => kind.GetProperty("id").GetString() == id);
        string[] covers = [.. kind.GetProperty("covered_by").EnumerateArray().Select(static cover => cover.GetString()!)];

        Assert.NotEmpty(covers);
        Assert.All(covers, static cover => Assert.True(IsVector(cover) || IsTest(cover), cover));
    }

    private static bool IsVector(string cover) =>
        ConformanceData.OwnFiles.Any(file => cover.StartsWith(Path.GetFileName(file), StringComparison.Ordinal)
            && ConformanceData.ReadFile(file).Any(vector => vector.Id == cover));

    /// <summary>Determines whether a text is the name of a class of tests and of one of its tests.</summary>
    private static bool IsTest(string cover) =>
        cover.Split('.') is [var type, var method]
        && TestSources.Value[type].Any(text => HasTest(text.ReplaceLineEndings("\n"), method));

    /// <summary>Determines whether source code has a fact or theory; most are in the assemblies of other projects.</summary>
    private static bool HasTest(string source, string method) => Regex.IsMatch(
        source, @$"\n    \[(?:Fact|Theory)\b(?:(?!\n    (?:\}}|[a-z]))[\s\S])*\n    public [^(=\n]*\b{Regex.Escape(method)}\(");
}
