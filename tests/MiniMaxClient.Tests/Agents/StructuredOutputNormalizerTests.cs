using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputNormalizerTests
{
    private const string Schema =
        """
        {"type":"object","properties":{
          "name":{"type":"string"},
          "paint":{"enum":["Red","DarkBlue"]},
          "kind":{"const":"cat"},
          "age":{"type":["integer","null"]},
          "size":{"type":"number"},
          "any":{},
          "a":{"type":"integer"},"A":{"type":"integer"},
          "child":{"$ref":"#"},
          "children":{"type":"array","items":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},
          "counts":{"type":"object","additionalProperties":{"type":"integer"}}}}
        """;

    [Theory]
    [InlineData("""{"Name":"ADA"}""", """{"name":"ADA"}""")]
    [InlineData("""{"NAME":"Ada","Name":"Bob"}""", """{"NAME":"Ada","Name":"Bob"}""")]
    [InlineData("""{"name":"Ada","Name":"Bob"}""", """{"name":"Ada","Name":"Bob"}""")]
    [InlineData("""{"a":1.0,"A":2}""", """{"a":1,"A":2}""")]
    [InlineData("""{"paint":"darkblue"}""", """{"paint":"DarkBlue"}""")]
    [InlineData("""{"paint":"green"}""", """{"paint":"green"}""")]
    [InlineData("""{"Kind":"CAT"}""", """{"kind":"cat"}""")]
    [InlineData("""{"age":7.0}""", """{"age":7}""")]
    [InlineData("""{"age":7.5}""", """{"age":7.5}""")]
    [InlineData("""{"age":1e3}""", """{"age":1000}""")]
    [InlineData("""{"age":1e300}""", """{"age":1e300}""")]
    [InlineData("""{"age":"7"}""", """{"age":7}""")]
    [InlineData("""{"age":null}""", """{"age":null}""")]
    [InlineData("""{"size":null,"any":null,"a":null}""", """{"any":null}""")]
    [InlineData("""{"size":7.0}""", """{"size":7.0}""")]
    [InlineData("""{"any":7.0}""", """{"any":7.0}""")]
    [InlineData("""{"Child":{"Child":{"Age":7.0}}}""", """{"child":{"child":{"age":7}}}""")]
    [InlineData("""{"children":[{"Paint":"RED"},null]}""", """{"children":[{"paint":"Red"},null]}""")]
    [InlineData("""{"counts":{"Name":7.0,"x":1}}""", """{"counts":{"Name":7,"x":1}}""")]
    [InlineData("[7.0]", "[7.0]")]
    [InlineData("""{"name":"\ud800"}""", """{"name":"\ud800"}""")]
    public void NormalizeOutput_Value_GetsTheSpellingOfTheSchema(string value, string expected) =>
        Assert.Equal(expected, StructuredOutputNormalizer.NormalizeOutput(Json.Element(Schema), Json.Element(value)).GetRawText());

    [Fact]
    public void NormalizeOutput_NullOfARequiredProperty_IsKept() =>
        Assert.Equal("""{"a":null}""", StructuredOutputNormalizer.NormalizeOutput(
            Json.Element("""{"properties":{"a":{"type":"integer"}},"required":["a"]}"""), Json.Element("""{"a":null}""")).GetRawText());

    [Theory]
    [InlineData("true")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"$ref":"#/missing","properties":7,"enum":7,"type":7,"items":7,"anyOf":7}""")]
    public void NormalizeOutput_SchemaOfAnyShape_KeepsTheValue(string schema) =>
        Assert.Equal("""{"a":[1.0,"b"]}""", StructuredOutputNormalizer.NormalizeOutput(Json.Element(schema), Json.Element("""{"a":[1.0,"b"]}""")).GetRawText());
}
