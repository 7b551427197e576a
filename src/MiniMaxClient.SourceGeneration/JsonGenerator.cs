using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniMaxClient.SourceGeneration;

/// <summary>
/// Generates JSON readers and writers from the properties of the types with the attribute <c>GeneratedJson</c>.
/// </summary>
/// <remarks>
/// The generator of System.Text.Json is not suitable: its readers throw on values of another type, on <c>12.0</c> for an integer,
/// on unpaired surrogates and on unknown discriminators.
/// </remarks>
[Generator]
public sealed class JsonGenerator : IIncrementalGenerator
{
    /// <summary>The tracking name of the step that returns the types.</summary>
    internal const string TypesStep = "Types";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TypeModel> types = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "MiniMaxClient.GeneratedJsonAttribute",
                static (node, _) => node is TypeDeclarationSyntax,
                static (syntax, _) => TypeParser.Parse((INamedTypeSymbol)syntax.TargetSymbol))
            .WithTrackingName(TypesStep);
        context.RegisterSourceOutput(types, static (output, type) =>
        {
            foreach (UnsupportedProperty property in type.UnsupportedProperties)
                output.ReportDiagnostic(property.ToDiagnostic());
            output.AddSource(type.HintName + ".g.cs", type.IsStruct ? StringStructEmitter.Emit(type) : RecordEmitter.Emit(type));
        });
        context.RegisterSourceOutput(types.Collect(), static (output, all) =>
        {
            foreach (TypeModel family in all.Where(static type => type is { Discriminator: not null, HasReadMethod: false }))
                output.AddSource(family.HintName + ".Family.g.cs", FamilyEmitter.EmitFamily(family, all));
            output.AddSource("JsonFunctionTable.g.cs", FamilyEmitter.EmitTable(all));
        });
    }
}
