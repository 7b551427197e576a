using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniMaxClient.SourceGeneration;

/// <summary>
/// Generates the JSON readers and writers of the types that carry the attribute <c>GeneratedJson</c> from their properties.
/// </summary>
/// <remarks>
/// The generator of System.Text.Json does not fit: its readers throw on a value of another type, on <c>12.0</c> for a whole
/// number, on half of a surrogate pair and on an unknown discriminator.
/// </remarks>
[Generator]
public sealed class JsonGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that gives the types.</summary>
    internal const string TypesStep = "Types";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TypeModel> types = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "MiniMaxClient.GeneratedJsonAttribute",
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, _) => TypeParser.Parse((INamedTypeSymbol)attributed.TargetSymbol))
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
