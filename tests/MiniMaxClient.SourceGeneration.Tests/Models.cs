using Microsoft.CodeAnalysis.CSharp;

namespace MiniMaxClient.SourceGeneration.Tests;

/// <summary>Models of types and properties for tests of the emitters.</summary>
internal static class Models
{
    public static TypeModel Record(string name, params PropertyModel[] properties) => new(
        "MiniMaxClient", name, IsStruct: false, IsAbstract: false, IsPublic: true, HasReadMethod: false, Discriminator: null,
        Family: null, Case: null, IgnoredJsonName: null, new(properties), new([]));

    public static PropertyModel Property(string name, PropertyKind kind = PropertyKind.String, string type = "string") => new(
        name, JsonName: name.ToLowerInvariant(), kind, type, IsNullable: true, Default: null, IsDeclaredByType: true,
        IsShared: false);

    /// <summary>Asserts that emitted code has no syntax errors.</summary>
    public static void AssertParses(string code) =>
        Assert.Empty(CSharpSyntaxTree.ParseText(
            code, new CSharpParseOptions(LanguageVersion.Preview), cancellationToken: TestContext.Current.CancellationToken)
            .GetDiagnostics(TestContext.Current.CancellationToken));
}
