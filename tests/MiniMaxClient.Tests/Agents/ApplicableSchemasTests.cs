using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class ApplicableSchemasTests
{
    [Fact]
    public void PropertyNames_ReferencesAndAlternatives_AreIncluded()
    {
        ApplicableSchemas schemas = ApplicableSchemas.ForRoot(Json.Element(
            """
            {"properties":{"a":{}},"anyOf":[{"properties":{"b":{}}},{"$ref":"#/$defs/c"}],"required":["a"],
             "$defs":{"c":{"properties":{"c":{}},"required":["c"]}}}
            """));

        Assert.Equal(["a", "b", "c"], schemas.PropertyNames);
        Assert.Equal(["a", "c"], schemas.RequiredNames);
    }

    [Fact]
    public void AllowedValues_EnumAndConst_AreIncluded()
    {
        ApplicableSchemas schemas = ApplicableSchemas.ForRoot(
            Json.Element("""{"oneOf":[{"enum":["a",1]},{"const":null}],"format":"date"}"""));

        Assert.Equal(["\"a\"", "1", "null"], schemas.AllowedValues.Select(static value => value.GetRawText()));
        Assert.Equal(["date"], schemas.Formats);
    }

    [Theory]
    [InlineData("""{"type":"string"}""", false)]
    [InlineData("""{"type":["string","null"]}""", true)]
    [InlineData("""{"type":"string","nullable":true}""", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", true)]
    public void IsNullAllowed_TypeOrNullable_DecidesIt(string schema, bool expected) =>
        Assert.Equal(expected, ApplicableSchemas.ForRoot(Json.Element(schema)).IsNullAllowed);

    [Theory]
    [InlineData("known", "string")]
    [InlineData("other", "integer")]
    public void ForProperty_UndeclaredName_UsesAdditionalProperties(string name, string type)
    {
        ApplicableSchemas schemas = ApplicableSchemas.ForRoot(Json.Element(
            """{"properties":{"known":{"type":"string"}},"additionalProperties":{"type":"integer"}}"""));

        Assert.Equal([type], schemas.ForProperty(name).Types);
    }

    [Fact]
    public void ForItems_Array_ReturnsTheSchemasOfItsItems() => Assert.Equal(
        ["number"], ApplicableSchemas.ForRoot(Json.Element("""{"items":{"type":"number"}}""")).ForItems().Types);

    [Theory]
    [InlineData("""{"$ref":"#","type":"object"}""")]
    [InlineData("""{"$ref":"#/missing","type":"object"}""")]
    [InlineData("""{"$ref":"https://example.com/schema","type":"object"}""")]
    public void ForRoot_CircularOrUnresolvedReference_KeepsTheOtherKeywords(string schema) =>
        Assert.Equal(["object"], ApplicableSchemas.ForRoot(Json.Element(schema)).Types);
}
