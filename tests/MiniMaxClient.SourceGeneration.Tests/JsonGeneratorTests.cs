using Microsoft.CodeAnalysis;

namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class JsonGeneratorTests
{
    [Fact]
    public void Record_WithEveryKindOfProperty_HasAReaderAndAWriter() => GeneratorRun.Create("""
        [GeneratedJson]
        public readonly partial record struct Tier;

        [GeneratedJson]
        internal sealed partial record Inner : SchemaObject
        {
            public string? Text { get; init; }
        }

        [GeneratedJson(Ignored = "stream")]
        public sealed partial record Every : SchemaObject
        {
            public required string Model { get; init; }
            [AnyJsonAsText]
            public string? Arguments { get; init; }
            public bool? Strict { get; init; }
            public bool IsError { get; init; }
            public int? TopK { get; init; }
            public long? Seed { get; init; }
            [AllowNumberString]
            public long? PromptTokens { get; init; }
            public double? Temperature { get; init; }
            public decimal? Price { get; init; }
            public JsonElement? Schema { get; init; }
            public Tier? Tier { get; init; }
            public Inner? Inner { get; init; }
            public IReadOnlyList<Inner> Inners { get; init; }
            public IReadOnlyList<string>? Stop { get; init; }
            public IReadOnlyList<int>? Bytes { get; init; }
            public IReadOnlyDictionary<string, double>? LogitBias { get; init; }
            [JsonPropertyName("filename")]
            public string? FileName { get; init; }
            [JsonPropertyOrder(-1)]
            public string? First { get; init; }
            [JsonIgnore]
            public Uri? Address { get; init; }
            public string View => Model;
        }
        """).AssertMatchesSnapshot("Every");

    [Fact]
    public void Record_WithARequiredRecord_IsNoneWithoutIt() => GeneratorRun.Create("""
        [GeneratedJson]
        public sealed partial record Call : SchemaObject
        {
            public required Function Function { get; init; }
        }

        [GeneratedJson]
        public sealed partial record Function : SchemaObject
        {
            public required string Name { get; init; }
        }
        """).AssertMatchesSnapshot("Call");

    [Fact]
    public void Record_WithPartialProperties_SharesThem() => GeneratorRun.Create("""
        [GeneratedJson]
        public readonly partial record struct Role;

        [GeneratedJson]
        public sealed partial record Delta : SchemaObject
        {
            public string? Content { get; init; }
            public partial Role? Role { get; init; }
            public partial IReadOnlyList<Delta>? Deltas { get; init; }
        }
        """).AssertMatchesSnapshot("Delta");

    [Fact]
    public void Record_WithTwoFormsOfOneProperty_ReadsAStringOrAnArray() => GeneratorRun.Create("""
        [GeneratedJson]
        public sealed partial record Message : SchemaObject
        {
            public string? Content { get; init; }
            [JsonPropertyName("content")]
            public IReadOnlyList<Message>? Parts { get; init; }
        }
        """).AssertMatchesSnapshot("Message");

    [Theory]
    [InlineData("Part.Family")]
    [InlineData("TextPart")]
    [InlineData("UnknownPart")]
    [InlineData("JsonFunctionTable")]
    public void Family_ReadsTheCaseThatTheDiscriminatorNames(string file) => GeneratorRun.Create("""
        [GeneratedJson(Discriminator = "type")]
        public abstract partial record Part : SchemaObject
        {
            public string? Id { get; init; }
            public abstract string Type { get; }
        }

        [GeneratedJson(Case = "text")]
        public sealed partial record TextPart : Part
        {
            public override string Type => "text";
            public required string Text { get; init; }
        }

        [GeneratedJson]
        public sealed partial record UnknownPart : Part
        {
            public UnknownPart(string type) => Type = type;
            public override string Type { get; }
        }

        [GeneratedJson]
        internal sealed partial record Internal : SchemaObject;
        """).AssertMatchesSnapshot(file);

    [Fact]
    public void StringStruct_KeepsAnyText() => GeneratorRun.Create("""
        [GeneratedJson]
        public readonly partial record struct FinishReason;
        """).AssertMatchesSnapshot("FinishReason");

    [Fact]
    public void Type_ThatDeclaresRead_HasReadObjectBesides()
    {
        string generated = GeneratorRun.Create("""
            [GeneratedJson]
            public sealed partial record Choice : SchemaObject
            {
                internal static Choice? Read(ref Utf8JsonReader json) => ReadObject(ref json);
            }
            """).File("Choice.g.cs");

        Assert.Contains("internal static Choice? ReadObject(ref Utf8JsonReader json)", generated, StringComparison.Ordinal);
        Assert.DoesNotContain("Choice? Read(", generated, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Uri? Address", "Address", "Uri?")]
    [InlineData("IReadOnlyList<Uri>? Addresses", "Addresses", "IReadOnlyList<Uri>?")]
    [InlineData("float Ratio", "Ratio", "float")]
    public void Property_OfAnUnsupportedType_IsAnError(string property, string name, string type)
    {
        GeneratorRun run = GeneratorRun.Create($$"""
            [GeneratedJson]
            public sealed partial record Page : SchemaObject
            {
                public string? Title { get; init; }
                public {{property}} { get; init; }
            }
            """);

        Diagnostic diagnostic = Assert.Single(run.Result.Diagnostics);
        Assert.Equal(("MINIMAX001", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Contains($"'{name}'", diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains($"the type '{type}' is not supported", diagnostic.GetMessage(null), StringComparison.Ordinal);
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        Assert.Equal(("Source.cs", 10), (span.Path, span.StartLinePosition.Line));
        Assert.Contains("title", run.File("Page.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Change_OutsideOfTheProperties_GeneratesNothingAnew()
    {
        GeneratorRun run = GeneratorRun.Create("""
            [GeneratedJson]
            public sealed partial record First : SchemaObject
            {
                public string? A { get; init; }
            }

            [GeneratedJson]
            public sealed partial record Second : SchemaObject
            {
                public string? B { get; init; }
            }
            """);

        GeneratorRun unchanged = run.AfterChange(static text => text + "\ninternal sealed class Other;");
        GeneratorRun changed = run.AfterChange(static text => text.Replace("string? B", "int? B", StringComparison.Ordinal));

        Assert.All(Reasons(run, "Types"), static reason => Assert.Equal(IncrementalStepRunReason.New, reason));
        Assert.All(Reasons(unchanged, "Types"), static reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
        Assert.All(Outputs(unchanged), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], Reasons(changed, "Types"));
        Assert.Contains(IncrementalStepRunReason.Cached, Outputs(changed));
        Assert.NotEqual(run.File("Second.g.cs"), changed.File("Second.g.cs"));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRun run, string step) =>
        [.. run.Result.TrackedSteps[step].SelectMany(static one => one.Outputs).Select(static output => output.Reason)];

    private static IncrementalStepRunReason[] Outputs(GeneratorRun run) =>
    [
        .. run.Result.TrackedOutputSteps.Values.SelectMany(static steps => steps).SelectMany(static step => step.Outputs)
            .Select(static output => output.Reason),
    ];
}
