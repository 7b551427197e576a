namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class TypeParserTests
{
    [Fact]
    public void Parse_Record_ReturnsItsJsonPropertiesInOrder()
    {
        TypeModel type = GeneratorRun.Create("""
            public abstract record Base : SchemaObject
            {
                public string? Id { get; init; }
            }

            [GeneratedJson]
            public sealed partial record Page : Base
            {
                public int? PageCount { get; init; }
                [JsonPropertyOrder(-1), JsonPropertyName("headline")]
                public required string Title { get; init; }
                public string Computed => "x";
                public static string? Shared { get; set; }
                [JsonIgnore]
                public Uri? Address { get; init; }
            }
            """).ParseType("Page");

        Assert.Equal(["headline", "id", "page_count"], type.Properties.Select(static property => property.JsonName));
        Assert.Equal([true, false, true], type.Properties.Select(static property => property.IsDeclaredByType));
        Assert.Equal([false, true, true], type.Properties.Select(static property => property.IsNullable));
        Assert.Empty(type.UnsupportedProperties);
    }

    [Fact]
    public void Parse_Case_ReturnsItsFamilyAndTheDiscriminator()
    {
        TypeModel type = GeneratorRun.Create("""
            [GeneratedJson(Discriminator = "type")]
            public abstract partial record Part : SchemaObject
            {
                public abstract string Type { get; }
            }

            [GeneratedJson(Case = "text", Ignored = "stream")]
            public sealed partial record TextPart : Part;
            """).ParseType("TextPart");

        Assert.Equal(("Part", "text", "stream"), (type.Family, type.Case, type.IgnoredJsonName));
        Assert.Null(type.Discriminator);
        Assert.Equal(PropertyKind.Discriminator, Assert.Single(type.Properties).Kind);
    }

    [Theory]
    [InlineData("string", "\"\"")]
    [InlineData("IReadOnlyList<string>", "[]")]
    [InlineData("bool", "default")]
    [InlineData("Options", "new()")]
    [InlineData("Strict", null)]
    [InlineData("string?", null)]
    public void Parse_TypeOfAProperty_DeterminesItsDefault(string type, string? expected)
    {
        TypeModel model = GeneratorRun.Create($$"""
            public sealed record Options : SchemaObject;

            public sealed record Strict : SchemaObject
            {
                public required string Name { get; init; }
            }

            [GeneratedJson]
            public sealed partial record Page : SchemaObject
            {
                public {{type}} A { get; init; }
            }
            """).ParseType("Page");

        Assert.Equal(expected, Assert.Single(model.Properties).Default);
    }

    [Fact]
    public void Parse_UnsupportedType_ReturnsItSeparately()
    {
        TypeModel type = GeneratorRun.Create("""
            [GeneratedJson]
            public sealed partial record Page : SchemaObject
            {
                public Uri? Address { get; init; }
                public string? Title { get; init; }
            }
            """).ParseType("Page");

        UnsupportedProperty unsupported = Assert.Single(type.UnsupportedProperties);
        Assert.Equal(("Address", "Uri?"), (unsupported.PropertyName, unsupported.TypeName));
        Assert.Equal("Title", Assert.Single(type.Properties).Name);
    }
}
