using Microsoft.CodeAnalysis;

namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class JsonGeneratorTests
{
    private const string TwoRecords = """
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
        """;

    [Fact]
    public void Record_EveryKindOfProperty_MatchesSnapshot() => GeneratorRun.Create("""
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
            [JsonPropertyName("é")]
            public string? Accented { get; init; }
            [JsonPropertyOrder(-1)]
            public string? First { get; init; }
            [JsonIgnore]
            public Uri? Address { get; init; }
            public string View => Model;
        }
        """).AssertMatchesSnapshot("Every");

    [Fact]
    public void Record_RequiredRecord_MatchesSnapshot() => GeneratorRun.Create("""
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
    public void Record_PartialProperties_MatchesSnapshot() => GeneratorRun.Create("""
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
    public void Record_TwoFormsOfOneProperty_MatchesSnapshot() => GeneratorRun.Create("""
        [GeneratedJson]
        public sealed partial record TwoForms : SchemaObject
        {
            public string? Content { get; init; }
            [JsonPropertyName("content")]
            public IReadOnlyList<TwoForms>? Parts { get; init; }
        }
        """).AssertMatchesSnapshot("TwoForms");

    [Theory]
    [InlineData("Part.Family")]
    [InlineData("TextPart")]
    [InlineData("UnknownPart")]
    [InlineData("Message")]
    [InlineData("UserMessage")]
    [InlineData("UnknownMessage")]
    [InlineData("Chunk")]
    [InlineData("JsonFunctionTable")]
    public void Families_TheirFiles_MatchSnapshots(string file) => GeneratorRun.Create("""
        [GeneratedJson(Discriminator = "type")]
        public abstract partial record Part : SchemaObject
        {
            public string? Id { get; init; }
            public abstract string Type { get; }
        }

        [GeneratedJson(Case = "text")]
        public sealed partial record TextPart : Part
        {
            public required string Text { get; init; }
        }

        [GeneratedJson]
        public sealed partial record UnknownPart : Part
        {
            public UnknownPart(string type) => Type = type;
            public override string Type { get; }
        }

        [GeneratedJson]
        public readonly partial record struct Role;

        public sealed class Content
        {
            internal static Content Empty { get; } = new();
            internal static Content? Read(ref Utf8JsonReader json) => Empty;
        }

        [GeneratedJson(Discriminator = "role")]
        public abstract partial record Message : SchemaObject
        {
            public abstract Role Role { get; }
            internal static Message? Read(ref Utf8JsonReader json) => UserMessage.ReadObject(ref json);
        }

        [GeneratedJson(Case = "user")]
        public sealed partial record UserMessage : Message
        {
            public required Content Content { get; init; }
            public Options Options { get; init; } = new();
            internal static new UserMessage? Read(ref Utf8JsonReader json) => ReadObject(ref json);
        }

        [GeneratedJson]
        public sealed partial record UnknownMessage : Message
        {
            public UnknownMessage(Role role) => Role = role;
            public override Role Role { get; }
        }

        [GeneratedJson]
        public abstract partial record Envelope : SchemaObject
        {
            public partial string? Id { get; init; }
        }

        [GeneratedJson]
        public sealed partial record Chunk : Envelope
        {
            public IReadOnlyList<Part>? Parts { get; init; }
        }

        [GeneratedJson]
        internal sealed partial record Options : SchemaObject;
        """).AssertMatchesSnapshot(file);

    [Fact]
    public void StringStruct_Members_MatchSnapshot() => GeneratorRun.Create("""
        [GeneratedJson]
        public readonly partial record struct FinishReason;
        """).AssertMatchesSnapshot("FinishReason");

    [Fact]
    public void Type_ThatDeclaresRead_HasReadObject()
    {
        string generated = GeneratorRun.Create("""
            [GeneratedJson]
            public sealed partial record Choice : SchemaObject
            {
                internal static Choice? Read(ref Utf8JsonReader json) => ReadObject(ref json);
            }
            """).GetGeneratedFile("Choice.g.cs");

        Assert.Contains("internal static Choice? ReadObject(ref Utf8JsonReader json)", generated, StringComparison.Ordinal);
        Assert.DoesNotContain("Choice? Read(", generated, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Uri? Address", "Address", "Uri?")]
    [InlineData("IReadOnlyList<Uri>? Addresses", "Addresses", "IReadOnlyList<Uri>?")]
    [InlineData("float Ratio", "Ratio", "float")]
    [InlineData("[AllowNumberString] int? Count", "Count", "int?")]
    [InlineData("[AnyJsonAsText] bool? IsReady", "IsReady", "bool?")]
    [InlineData("bool IsOn", "IsOn", "bool", " = true;")]
    public void Property_OfAnUnsupportedType_IsAnError(string property, string name, string type, string value = "")
    {
        GeneratorRun run = GeneratorRun.Create($$"""
            [GeneratedJson]
            public sealed partial record Page : SchemaObject
            {
                public string? Title { get; init; }
                {{property.Replace(type + " ", "public " + type + " ", StringComparison.Ordinal)}} { get; init; }{{value}}
            }
            """);

        Diagnostic diagnostic = Assert.Single(run.Result.Diagnostics);
        Assert.Equal(("MINIMAX001", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        string message = diagnostic.GetMessage(null);
        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
        Assert.Contains($"the type '{type}' with its attributes is not supported", message, StringComparison.Ordinal);
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        Assert.Equal(("Source.cs", 10), (span.Path, span.StartLinePosition.Line));
        Assert.Contains("title", run.GetGeneratedFile("Page.g.cs"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Only a string and an array can share the JSON name 'a'.",
        """
        [GeneratedJson]
        public sealed partial record Page : SchemaObject
        {
            public string? A { get; init; }
            [JsonPropertyName("a")]
            public string? B { get; init; }
        }
        """)]
    [InlineData(
        "The family has no case for other values.",
        """
        [GeneratedJson(Discriminator = "type")]
        public abstract partial record Part : SchemaObject
        {
            public abstract string Type { get; }
        }

        [GeneratedJson(Case = "text")]
        public sealed partial record TextPart : Part;
        """)]
    public void Declaration_ThatCannotBeGenerated_DoesNotCompile(string message, string source)
    {
        Diagnostic error = Assert.Single(GeneratorRun.Create(source).SyntaxErrors, static error => error.Id == "CS1029");

        Assert.Contains(message, error.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Change_OutsideOfTheProperties_UsesTheCachedOutputs()
    {
        GeneratorRun run = GeneratorRun.Create(TwoRecords);

        GeneratorRun changed = run.RunAfterChange(static text => text + "\ninternal sealed class Other;");

        Assert.All(Reasons(run), static reason => Assert.Equal(IncrementalStepRunReason.New, reason));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged], Reasons(changed));
        Assert.NotEmpty(Outputs(changed));
        Assert.All(Outputs(changed), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Change_OfAProperty_RegeneratesOnlyItsType()
    {
        GeneratorRun run = GeneratorRun.Create(TwoRecords);

        GeneratorRun changed = run.RunAfterChange(static text => text.Replace("string? B", "int? B", StringComparison.Ordinal));

        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], Reasons(changed));
        Assert.Contains(IncrementalStepRunReason.Cached, Outputs(changed));
        Assert.Equal(run.GetGeneratedFile("First.g.cs"), changed.GetGeneratedFile("First.g.cs"));
        Assert.NotEqual(run.GetGeneratedFile("Second.g.cs"), changed.GetGeneratedFile("Second.g.cs"));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRun run) =>
    [
        .. run.Result.TrackedSteps[JsonGenerator.TypesStep].SelectMany(static step => step.Outputs)
            .Select(static output => output.Reason),
    ];

    private static IncrementalStepRunReason[] Outputs(GeneratorRun run) =>
    [
        .. run.Result.TrackedOutputSteps.Values.SelectMany(static steps => steps).SelectMany(static step => step.Outputs)
            .Select(static output => output.Reason),
    ];
}
