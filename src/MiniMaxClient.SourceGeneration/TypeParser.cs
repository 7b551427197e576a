using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniMaxClient.SourceGeneration;

/// <summary>Creates the model of a type from its declaration.</summary>
internal static class TypeParser
{
    private const string RootTypeName = "SchemaObject";

    public static TypeModel Parse(INamedTypeSymbol type)
    {
        INamedTypeSymbol? family = type.BaseType is { } baseType && GetNamedArgument(baseType, "Discriminator") is not null
            ? baseType
            : null;
        string? discriminator = GetNamedArgument(family ?? type, "Discriminator");
        var properties = new List<IPropertySymbol>();
        INamedTypeSymbol? current = type.IsValueType ? null : type;
        for (; current is not null && current.Name != RootTypeName; current = current.BaseType)
        {
            properties.InsertRange(
                0, current.GetMembers().OfType<IPropertySymbol>().Where(member => IsJsonProperty(member, discriminator)));
        }

        var unsupported = new List<UnsupportedProperty>();
        PropertyModel[] models =
        [
            .. properties.OrderBy(GetOrder)
                .Select(property => Parse(property, type, discriminator, unsupported))
                .OfType<PropertyModel>(),
        ];
        return new(
            type.ContainingNamespace.ToDisplayString(),
            type.Name,
            type.IsValueType,
            type.IsAbstract,
            type.DeclaredAccessibility == Accessibility.Public,
            type.GetMembers("Read").Length > 0,
            GetNamedArgument(type, "Discriminator"),
            family?.Name,
            GetNamedArgument(type, "Case"),
            GetNamedArgument(type, "Ignored"),
            new(models),
            new(unsupported));
    }

    private static PropertyModel? Parse(
        IPropertySymbol property, INamedTypeSymbol owner, string? discriminator, List<UnsupportedProperty> unsupported)
    {
        string jsonName = GetJsonName(property);
        bool isNullable = property.NullableAnnotation == NullableAnnotation.Annotated;
        if ((jsonName == discriminator
                ? (PropertyKind.Discriminator, property.Type)
                : GetKind(property, UnwrapNullable(property.Type)))
            is var (kind, type))
        {
            string name = type.WithNullableAnnotation(NullableAnnotation.None)
                .ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            return new(
                property.Name, jsonName, kind, name, isNullable, isNullable ? null : GetDefault(kind, type, name),
                SymbolEqualityComparer.Default.Equals(property.ContainingType, owner), property.IsPartialDefinition);
        }

        Location location = property.Locations[0];
        unsupported.Add(new(
            property.Name, property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            location.SourceTree!.FilePath, location.SourceSpan, location.GetLineSpan().Span));
        return null;
    }

    /// <summary>Determines whether a property is read and written.</summary>
    /// <remarks>That is the case if the compiler or the generator implements it, or if it has a JSON name.</remarks>
    private static bool IsJsonProperty(IPropertySymbol property, string? discriminator) =>
        property is { IsStatic: false, IsIndexer: false, IsOverride: false, IsImplicitlyDeclared: false }
        && !HasAttribute(property, "JsonIgnore")
        && (HasAttribute(property, "JsonPropertyName") || GetJsonName(property) == discriminator
            || (property is { DeclaredAccessibility: Accessibility.Public, SetMethod: not null } && HasAutoAccessor(property)));

    private static bool HasAutoAccessor(IPropertySymbol property) =>
        GetDeclarations(property).Any(static syntax => syntax.AccessorList?.Accessors.Any(
            static accessor => accessor is { Body: null, ExpressionBody: null }) == true);

    // Initializers are unsupported: a reader would overwrite the value if the JSON lacks the property.
    private static bool IsInitialized(IPropertySymbol property) => property.Type.IsValueType
        && property.NullableAnnotation != NullableAnnotation.Annotated
        && GetDeclarations(property).Any(static declaration => declaration.Initializer is not null);

    private static IEnumerable<PropertyDeclarationSyntax> GetDeclarations(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()).OfType<PropertyDeclarationSyntax>();

    private static (PropertyKind Kind, ITypeSymbol Type)? GetKind(IPropertySymbol property, ITypeSymbol type)
    {
        ITypeSymbol[] arguments = type is INamedTypeSymbol generic ? [.. generic.TypeArguments] : [];
        PropertyKind text = HasAttribute(property, "AnyJsonAsText") ? PropertyKind.AnyJsonAsText : PropertyKind.String;
        PropertyKind number = HasAttribute(property, "AllowNumberString") ? PropertyKind.Count : PropertyKind.Int64;
        return (type.SpecialType, type.Name, arguments.FirstOrDefault()?.SpecialType) switch
        {
            (SpecialType.System_String, _, _) => (text, type),
            (SpecialType.System_Int64, _, _) => (number, type),
            _ when text == PropertyKind.AnyJsonAsText || number == PropertyKind.Count || IsInitialized(property) => null,
            (SpecialType.System_Boolean, _, _) => (PropertyKind.Boolean, type),
            (SpecialType.System_Int32, _, _) => (PropertyKind.Int32, type),
            (SpecialType.System_Double, _, _) => (PropertyKind.Double, type),
            (SpecialType.System_Decimal, _, _) => (PropertyKind.Amount, type),
            (_, "JsonElement", _) => (PropertyKind.Element, type),
            (_, "IReadOnlyList", SpecialType.System_String) => (PropertyKind.Strings, type),
            (_, "IReadOnlyList", SpecialType.System_Int32) => (PropertyKind.Integers, type),
            (_, "IReadOnlyList", _) when IsRecord(arguments[0]) => (PropertyKind.Array, arguments[0]),
            (_, "IReadOnlyDictionary", SpecialType.System_String) when arguments[1].SpecialType == SpecialType.System_Double =>
                (PropertyKind.Numbers, type),
            _ when type.IsValueType && HasAttribute(type, "GeneratedJson") => (PropertyKind.StringStruct, type),
            _ when IsRecord(type) || type.GetMembers("Read").Length > 0 => (PropertyKind.Value, type),
            _ => null,
        };
    }

    private static string? GetDefault(PropertyKind kind, ITypeSymbol type, string typeName) => kind switch
    {
        PropertyKind.String or PropertyKind.AnyJsonAsText => "\"\"",
        PropertyKind.Array or PropertyKind.Strings or PropertyKind.Integers => "[]",
        PropertyKind.Value when type.GetMembers("Empty").Length > 0 => typeName + ".Empty",
        PropertyKind.Value when !type.GetMembers().OfType<IPropertySymbol>().Any(static member => member.IsRequired) => "new()",
        PropertyKind.Value or PropertyKind.Discriminator => null,
        _ => "default",
    };

    private static bool IsRecord(ITypeSymbol? type) => type is not null && (type.Name == RootTypeName || IsRecord(type.BaseType));

    private static ITypeSymbol UnwrapNullable(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    private static string GetJsonName(IPropertySymbol property) =>
        GetConstructorArgument(property, "JsonPropertyName") as string ?? ToSnakeCase(property.Name);

    private static int GetOrder(IPropertySymbol property) => GetConstructorArgument(property, "JsonPropertyOrder") as int? ?? 0;

    private static string ToSnakeCase(string name) => Regex.Replace(name, "(?<!^)[A-Z]", "_$0").ToLowerInvariant();

    private static AttributeData? FindAttribute(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass?.Name == attribute + "Attribute");

    private static bool HasAttribute(ISymbol symbol, string attribute) => FindAttribute(symbol, attribute) is not null;

    private static object? GetConstructorArgument(ISymbol symbol, string attribute) =>
        FindAttribute(symbol, attribute)?.ConstructorArguments[0].Value;

    private static string? GetNamedArgument(INamedTypeSymbol type, string argument) =>
        FindAttribute(type, "GeneratedJson")?.NamedArguments.FirstOrDefault(named => named.Key == argument).Value.Value as string;
}
