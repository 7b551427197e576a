using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>The XML documentation of the public API: summaries, option values and exceptions.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] NumericTypes = ["int", "long", "double", "decimal", "TimeSpan"];

    private static readonly IReadOnlyList<MemberDeclarationSyntax> PublicMembers =
    [
        .. Repository.Files("src/MiniMaxClient", "*.cs").Concat(Repository.Files("src/MiniMaxClient.Testing", "*.cs"))
            .SelectMany(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file).GetRoot().DescendantNodes())
            .OfType<MemberDeclarationSyntax>()
            .Where(IsPublic),
    ];

    private static readonly IReadOnlyDictionary<string, string> FactoryTypes =
        CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Repository.Sources, "Errors", "ErrorFactory.cs")))
            .GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .GroupBy(static method => method.Identifier.Text)
            .ToDictionary(static group => group.Key, static group => group.First().ReturnType.ToString());

    [Fact]
    public void PublicMember_HasASummary()
    {
        string[] missing =
        [
            .. PublicMembers.Where(static member => member is not FieldDeclarationSyntax { Declaration.Variables.Count: 0 })
                .Where(static member => !Documentation(member).Contains("<summary>", StringComparison.Ordinal)
                    && !Documentation(member).Contains("<inheritdoc", StringComparison.Ordinal)
                    && !IsImplementation(member))
                .Select(Name)
                // One part of a partial type has the documentation.
                .Except(PublicMembers.OfType<TypeDeclarationSyntax>()
                    .Where(static type => Documentation(type).Contains("<summary>", StringComparison.Ordinal)).Select(Name)),
        ];
        Assert.Empty(missing);
    }

    [Fact]
    public void Option_HasADefaultAndARange()
    {
        string[] found =
        [
            .. from property in PublicMembers.OfType<PropertyDeclarationSyntax>()
               where property.Parent is TypeDeclarationSyntax { Identifier.Text: var type } && type.EndsWith("Options")
                   && !property.Modifiers.Any(SyntaxKind.StaticKeyword) && !property.Modifiers.Any(SyntaxKind.OverrideKeyword)
                   && property.AccessorList?.Accessors.Any(static accessor => accessor.IsKind(SyntaxKind.InitAccessorDeclaration)
                       || accessor.IsKind(SyntaxKind.SetAccessorDeclaration)) == true
               let documentation = Documentation(property)
               let isNumeric = NumericTypes.Contains(property.Type.ToString().TrimEnd('?'))
               where !documentation.Contains("<inheritdoc cref", StringComparison.Ordinal)
                   && (!documentation.Contains("Default: ", StringComparison.Ordinal)
                       || (isNumeric && !documentation.Contains("Range: ", StringComparison.Ordinal)))
               select Name(property),
        ];
        Assert.Empty(found);
    }

    [Fact]
    public void ThrownException_IsDocumented()
    {
        string[] found =
        [
            .. from member in PublicMembers
               where member is BaseMethodDeclarationSyntax or PropertyDeclarationSyntax or IndexerDeclarationSyntax
               let documentation = Documentation(member)
               where !documentation.Contains("<inheritdoc", StringComparison.Ordinal) && !IsImplementation(member)
               from exception in ThrownTypes(member).Distinct()
               where !Documents(documentation, exception)
               select $"{Name(member)}: {exception}",
        ];
        Assert.Empty(found);
    }

    private static IEnumerable<string> ThrownTypes(MemberDeclarationSyntax member)
    {
        foreach (SyntaxNode node in member.DescendantNodes(static node =>
            node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            ExpressionSyntax? thrown = (node as ThrowStatementSyntax)?.Expression ?? (node as ThrowExpressionSyntax)?.Expression;
            if (thrown is ObjectCreationExpressionSyntax creation)
                yield return creation.Type.ToString();
            else if (thrown is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax factory }
                && factory.Expression.ToString() == "ErrorFactory")
            {
                yield return FactoryTypes[factory.Name.Identifier.Text];
            }
            else if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax guard }
                && guard.Name.Identifier.Text.StartsWith("ThrowIf", StringComparison.Ordinal)
                && guard.Expression.ToString().EndsWith("Exception", StringComparison.Ordinal))
            {
                yield return guard.Expression.ToString();
            }
        }
    }

    // A range check documents the base type where several kinds of a bad argument are thrown.
    private static bool Documents(string documentation, string exception) =>
        Cref().Matches(documentation).Select(static match => match.Groups[1].Value).Any(documented => documented == exception
            || (documented == "ArgumentException" && exception.StartsWith("Argument", StringComparison.Ordinal))
            || (documented == "MiniMaxException" && exception.StartsWith("MiniMax", StringComparison.Ordinal)));

    private static string Documentation(MemberDeclarationSyntax member) =>
        string.Concat(member.GetLeadingTrivia().Where(static trivia => trivia.HasStructure
            && trivia.GetStructure() is DocumentationCommentTriviaSyntax));

    private static bool IsPublic(MemberDeclarationSyntax member)
    {
        if (member is BaseNamespaceDeclarationSyntax)
            return false;
        for (SyntaxNode? node = member; node is MemberDeclarationSyntax current; node = node.Parent)
        {
            if (current is BaseNamespaceDeclarationSyntax)
                return true;
            bool isInInterface = current.Parent is InterfaceDeclarationSyntax || current is EnumMemberDeclarationSyntax;
            bool isVisible = current.Modifiers.Any(SyntaxKind.PublicKeyword)
                || (current.Modifiers.Any(SyntaxKind.ProtectedKeyword) && !current.Modifiers.Any(SyntaxKind.PrivateKeyword));
            if (!isVisible && !isInInterface)
                return false;
        }

        return true;
    }

    private static bool IsImplementation(MemberDeclarationSyntax member) =>
        member.Modifiers.Any(SyntaxKind.OverrideKeyword)
        || (member is PropertyDeclarationSyntax or BaseMethodDeclarationSyntax or IndexerDeclarationSyntax
            && Documentation(member).Length == 0);

    private static string Name(MemberDeclarationSyntax member)
    {
        string name = member switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            EnumMemberDeclarationSyntax value => value.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            BaseFieldDeclarationSyntax field => field.Declaration.ToString(),
            _ => member.Kind().ToString(),
        };
        return member.Parent is BaseTypeDeclarationSyntax parent ? $"{parent.Identifier.Text}.{name}" : name;
    }

    [GeneratedRegex("<exception cref=\"([^\"]+)\"")]
    private static partial Regex Cref();
}
