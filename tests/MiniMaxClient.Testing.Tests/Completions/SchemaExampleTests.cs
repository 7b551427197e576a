using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class SchemaExampleTests
{
    [Theory]
    [InlineData("""{"const":5,"type":"string"}""", "5")]
    [InlineData("""{"default":"d"}""", "\"d\"")]
    [InlineData("""{"enum":["a","b"]}""", "\"a\"")]
    [InlineData("""{"type":"boolean"}""", "true")]
    [InlineData("""{"type":"null"}""", "null")]
    [InlineData("""{"type":"array","minItems":2,"items":{"type":"integer"}}""", "[1,1]")]
    [InlineData("""{"type":["integer","null"],"exclusiveMinimum":5}""", "6")]
    [InlineData("""{"required":["a"],"properties":{"a":{"type":"string"},"b":{}}}""", """{"a":"text"}""")]
    public void CreateExample_Schema_ReturnsSmallestValue(string schema, string expected) =>
        Assert.Equal(expected, SchemaExample.CreateExample(Wire.Parse(schema)));

    [Fact]
    public void CreateExample_HugeBounds_AreCapped()
    {
        string example = SchemaExample.CreateExample(JsonElement.Parse(
            """{"type":"array","minItems":2000000000,"items":{"type":"string","minLength":2000000000}}"""));

        Assert.InRange(example.Length, 1_000_000, 1_010_000);
    }
}
