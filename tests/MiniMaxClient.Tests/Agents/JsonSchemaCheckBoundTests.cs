using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The check of what a model wrote ends soon and without an exception, whatever that is.</summary>
public sealed class JsonSchemaCheckBoundTests
{
    // A term is a number or the sum, product, difference or quotient of two; the discriminator comes last, as models may put it.
    private const string Terms =
        """
        {"anyOf":[{"type":"integer"},{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"},{"$ref":"#/$defs/c"},{"$ref":"#/$defs/d"}],"$defs":{
        "a":{"type":"object","properties":{"l":{"$ref":"#"},"r":{"$ref":"#"},"kind":{"const":"a"}},"required":["kind"]},
        "b":{"type":"object","properties":{"l":{"$ref":"#"},"r":{"$ref":"#"},"kind":{"const":"b"}},"required":["kind"]},
        "c":{"type":"object","properties":{"l":{"$ref":"#"},"r":{"$ref":"#"},"kind":{"const":"c"}},"required":["kind"]},
        "d":{"type":"object","properties":{"l":{"$ref":"#"},"r":{"$ref":"#"},"kind":{"const":"d"}},"required":["kind"]}}}
        """;

    [Fact]
    public void Alternatives_WithinAlternatives_AreCheckedToABound()
    {
        string value = "1";
        for (int i = 0; i < 60; i++)
            value = $$"""{"l":{{value}},"r":1,"kind":"d"}""";

        Assert.Empty(JsonSchemaCheck.Find(Json.Element(Terms), Json.Element(value)));
    }

    [Fact]
    public void Value_AsDeepAsTheWireAllows_Fits()
    {
        string value = """{"name":"leaf"}""";
        for (int i = 0; i < 30; i++)
            value = $$"""{"name":"n","children":[{{value}}]}""";
        var schema = AnswerSchema.Of(AnswerJson.Default.Node, null);

        Assert.Empty(JsonSchemaCheck.Find(schema.Value, Json.Element(value)));
    }

    [Fact]
    public void Schema_ThatRefersToItself_Ends() =>
        Assert.Equal(
            ["$ is nested too deep"], JsonSchemaCheck.Find(Json.Element("""{"$ref":"#"}"""), Json.Element("1")));

    [Theory]
    [InlineData("""{"a":"\ud83d"}""")]
    [InlineData("""{"b":"\ud83d"}""")]
    [InlineData("""{"\ud83d":1}""")]
    public void Text_WithHalfASurrogatePair_IsAProblem(string value) =>
        Assert.Equal(
            ["$ has a text in it that is not Unicode"],
            JsonSchemaCheck.Find(
                Json.Element("""{"properties":{"a":{"type":"integer"},"b":{"enum":["x"]}},"additionalProperties":{"type":"integer"}}"""),
                Json.Element(value)));

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("123456789012345678901234567890")]
    public void Number_BeyondADouble_IsANumber(string number) =>
        Assert.Empty(JsonSchemaCheck.Find(Json.Element("""{"type":"number"}"""), Json.Element(number)));

    [Fact]
    public void Problem_OfANameThatIsLong_QuotesItsStart()
    {
        string problem = Assert.Single(JsonSchemaCheck.Find(
            Json.Element("""{"additionalProperties":false}"""), Json.Element($$"""{"{{new string('x', 5000)}}":1}""")));
        Assert.True(problem.Length < 200, problem);
    }
}
