using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniMaxClient.SourceGeneration.Tests;

/// <summary>A run of the generator over a source file.</summary>
internal sealed class GeneratorRun
{
    /// <summary>The members that the generator looks for. The library's base record has more.</summary>
    private const string Library = """
        using System;

        namespace MiniMaxClient
        {
            internal sealed class GeneratedJsonAttribute : Attribute
            {
                public string? Discriminator { get; set; }
                public string? Case { get; set; }
                public string? Ignored { get; set; }
            }

            internal sealed class AnyJsonAsTextAttribute : Attribute;
            internal sealed class AllowNumberStringAttribute : Attribute;
            public abstract record SchemaObject;
        }
        """;

    private const string Usings = """
        #nullable enable
        using System;
        using System.Collections.Generic;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        namespace MiniMaxClient;

        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriver _driver;

    private GeneratorRun(CSharpCompilation compilation, GeneratorDriver driver)
    {
        _compilation = compilation;
        _driver = driver;
        Result = driver.GetRunResult().Results[0];
    }

    public GeneratorRunResult Result { get; }

    /// <summary>The errors of the C# parser in the generated files.</summary>
    public IEnumerable<Diagnostic> SyntaxErrors =>
        Result.GeneratedSources.SelectMany(static source => source.SyntaxTree.GetDiagnostics());

    public static GeneratorRun Create(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Tests",
            [Parse(Library, "Library.cs"), Parse(Usings + source, "Source.cs")],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new JsonGenerator().AsSourceGenerator()],
            parseOptions: Parsing,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new(compilation, driver.RunGenerators(compilation, TestContext.Current.CancellationToken));
    }

    public TypeModel ParseType(string name) => TypeParser.Parse(_compilation.GetTypeByMetadataName("MiniMaxClient." + name)!);

    /// <summary>Runs the generator again after a change of the source file.</summary>
    public GeneratorRun RunAfterChange(Func<string, string> change)
    {
        SyntaxTree before = _compilation.SyntaxTrees[1];
        CSharpCompilation compilation = _compilation.ReplaceSyntaxTree(before, Parse(change(before.ToString()), before.FilePath));
        return new(compilation, _driver.RunGenerators(compilation, TestContext.Current.CancellationToken));
    }

    public string GetGeneratedFile(string name) => Result.GeneratedSources
        .Single(source => source.HintName.EndsWith("." + name, StringComparison.Ordinal) || source.HintName == name)
        .SourceText.ToString();

    /// <summary>Compares a generated file with the approved one.</summary>
    /// <remarks>With <c>MINIMAXCLIENT_APPROVE=1</c> in the environment the approved file is written instead.</remarks>
    public void AssertMatchesSnapshot(string name, [CallerFilePath] string path = "")
    {
        string approved = Path.Combine(AppContext.BaseDirectory, "Snapshots", name + ".txt");
        string received = GetGeneratedFile(name + ".g.cs");
        if (Environment.GetEnvironmentVariable("MINIMAXCLIENT_APPROVE") == "1")
        {
            System.IO.File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "Snapshots", name + ".txt"), received);
            Assert.Fail("The snapshot was written.");
        }

        Assert.Empty(SyntaxErrors);
        Assert.Equal(System.IO.File.ReadAllText(approved), received);
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Parsing, path);
}
