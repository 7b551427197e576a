using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>The tests of <c>X</c> are in <c>XTests</c>, in the folder of the same name.</summary>
public sealed class MirrorTests
{
    // Members that a type has for the debugger, for comparisons and for printing.
    private static readonly string[] OrdinaryMembers = ["ToString", "ToDisplayText", "ToDebuggerText", "PrintMembers", "Equals", "GetHashCode"];

    private static readonly string[] NotMirrored =
    [
        // Parts of newer frameworks for older ones, which the tests of their callers cover on every framework.
        "Polyfills.cs", "IsExternalInit.cs",
    ];

    [Theory]
    [InlineData("MiniMaxClient", "MiniMaxClient.Tests")]
    [InlineData("MiniMaxClient.Testing", "MiniMaxClient.Testing.Tests")]
    [InlineData("MiniMaxClient.SourceGeneration", "MiniMaxClient.SourceGeneration.Tests")]
    public void SourceFile_WithBehavior_HasATestClassInTheSameFolder(string project, string tests)
    {
        string sources = Path.Combine(Repository.Root, "src", project);
        string[] missing =
        [
            .. from file in Repository.Files($"src/{project}", "*.cs")
               where !NotMirrored.Contains(Path.GetFileName(file)) && HasBehavior(file)
               let type = Path.GetFileName(file).Split('.')[0]
               let folder = Path.GetRelativePath(sources, Path.GetDirectoryName(file)!)
               let test = Path.Combine(Repository.Root, "tests", tests, folder, $"{type}Tests.cs")
               where !HasTests(test, $"{type}Tests")
               select $"{folder}/{type}",
        ];
        Assert.Empty(missing.Distinct());
    }

    private static bool HasBehavior(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().Any(static node => node switch
        {
            MethodDeclarationSyntax method => !OrdinaryMembers.Contains(method.Identifier.Text)
                && (method.ExpressionBody is not null || method.Body is { Statements.Count: > 0 }),
            OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => true,
            // A constructor that only assigns properties is data.
            ConstructorDeclarationSyntax constructor => constructor.Body?.Statements.Any(static statement =>
                statement is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax }) == true,
            _ => false,
        });

    private static bool HasTests(string file, string name) =>
        File.Exists(file)
        && CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Any(
            type => type.Identifier.Text == name
                && type.Members.OfType<MethodDeclarationSyntax>().Any(static method => method.AttributeLists
                    .SelectMany(static list => list.Attributes)
                    .Any(static attribute => attribute.Name.ToString() is "Fact" or "Theory" or "Property")));
}
