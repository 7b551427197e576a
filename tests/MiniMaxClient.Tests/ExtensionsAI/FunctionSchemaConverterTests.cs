using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class FunctionSchemaConverterTests
{
    [Theory]
    [InlineData("{}", """{"type":"object","properties":{}}""")]
    [InlineData("true", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"properties":{"a":{"const":1}}}""", """{"type":"object","properties":{"a":{"const":1}}}""")]
    [InlineData("""{"type":"object","properties":{"a":true},"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{}},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"type":"string"}}}""",
        """{"type":"object","properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"type":"string"}}}""")]
    public void ToParameterSchema_CustomSchema_IsOnlyCompleted(string schema, string expected)
    {
        var function = AIFunctionFactory.CreateDeclaration("a", null, Json.Element(schema));
        Json.AssertEqual(expected, function.ToFunctionTool().Function.Parameters!.Value.GetRawText());
    }

    [Fact]
    public void ToParameterSchema_Strict_RequiresAllPropertiesAndClosesObjects()
    {
        JsonElement schema = Json.Element("""{"type":"object","properties":{"a":{"type":"integer","default":3}}}""");

        JsonElement strict = FunctionSchemaConverter.ToParameterSchema(schema, isStrict: true);

        Json.AssertEqual(
            """
            {"type":"object","properties":{"a":{"type":"integer","description":"Default value: 3"}},
             "additionalProperties":false,"required":["a"]}
            """,
            strict.GetRawText());
    }

    [Theory]
    [InlineData("strict", true, true)]
    [InlineData("strictJsonSchema", false, false)]
    [InlineData("strict", "true", null)]
    [InlineData("other", true, null)]
    public void IsStrict_AdditionalProperty_ReturnsItsBoolean(string name, object value, bool? expected)
    {
        AIFunction function = AIFunctionFactory.Create(() => 1, new AIFunctionFactoryOptions
        {
            Name = "look", AdditionalProperties = new Dictionary<string, object?> { [name] = value },
        });

        Assert.Equal(expected, FunctionSchemaConverter.IsStrict(function));
    }
}
