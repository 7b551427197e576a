using System.Reflection;
using System.Text.Json;
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
    [InlineData("sse", 100)]
    [InlineData("streams", 80)]
    [InlineData("responses", 25)]
    [InlineData("hostile", 60)]
    [InlineData("errors", 100)]
    [InlineData("requests", 15)]
    [InlineData("think", 30)]
    public void Kind_OfVectors_IsInTheRepository(string kind, int minimum)
    {
        int count = ConformanceData.GetVectors(kind).Count(static vector => vector.IsOwn);

        Assert.True(count >= minimum, $"{count} vectors");
    }

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

    /// <summary>Determines whether a text is the name of a class of tests and of one of its methods.</summary>
    private static bool IsTest(string cover) =>
        cover.Split('.') is [var type, var method]
        && TestSources.Value[type].Any(text => text.Contains($" {method}(", StringComparison.Ordinal));
}
