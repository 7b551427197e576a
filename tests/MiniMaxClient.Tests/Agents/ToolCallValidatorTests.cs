using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class ToolCallValidatorTests
{
    private const string Missing = "the arguments are missing; send {} for none.";

    [Theory]
    [InlineData("""{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object","properties":{},"required":[]}""")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":{"not":true}}""")]
    [InlineData("{}")]
    public void FindArgumentsError_MissingForAFunctionWithoutParameters_ReturnsNull(string schema)
    {
        foreach (string? text in (string?[])[null, "", " ", "null", "{}"])
        {
            Assert.Null(Find(text, schema));
            Assert.Null(Find(text, schema, "the response reached the token limit"));
        }
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string","default":"/"}}}""")]
    [InlineData("""{"properties":{},"additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"properties":{},"additionalProperties":true}""")]
    [InlineData("""{"properties":{},"patternProperties":{"^x":{}}}""")]
    [InlineData("""{"properties":{},"$ref":"#/$defs/a","$defs":{"a":{"properties":{"a":{}}}}}""")]
    [InlineData("""{"properties":{},"allOf":[{"properties":{"a":{}}}]}""")]
    [InlineData("""{"properties":{},"anyOf":[{"properties":{"a":{}}}]}""")]
    [InlineData("""{"properties":{},"oneOf":[{"properties":{"a":{}}}]}""")]
    [InlineData(null)]
    public void FindArgumentsError_MissingForAFunctionWithParameters_ReturnsTheError(string? schema)
    {
        foreach (string? text in (string?[])[null, "", " ", "null"])
        {
            Assert.Equal(Missing, Find(text, schema));
            Assert.Equal("it was cut, and the arguments are cut off.", Find(text, schema, "it was cut"));
        }

        Assert.Null(Find("{}", schema));
        Assert.Equal("it was cut, and the arguments are cut off.", Find("{}", schema, "it was cut"));
        Assert.Null(Find("""{"a":"b"}""", schema, "it was cut"));
    }

    [Theory]
    [InlineData("stop", true, null)]
    [InlineData("tool_calls", true, null)]
    [InlineData("tool_call", true, null)]
    [InlineData("function_call", true, null)]
    [InlineData("TOOL_CALLS", true, null)]
    [InlineData(null, false, null)]
    [InlineData("", false, null)]
    [InlineData(null, true, "the response ended without a finish reason")]
    [InlineData("", true, "the response ended without a finish reason")]
    [InlineData("length", false, "the response reached the token limit")]
    [InlineData("content_filter", false, "a content filter stopped the response")]
    [InlineData("error", false, "the response ended early")]
    [InlineData("insufficient_system_resource", true, "the response ended early")]
    public void FindTruncationReason_FinishReason_DeterminesTheResult(string? reason, bool isStreamed, string? truncation) =>
        Assert.Equal(truncation, ToolCallValidator.FindTruncationReason(reason is null ? null : new FinishReason(reason), isStreamed));

    [Fact]
    public void FindArgumentsError_SchemaWithTooManySteps_ReturnsTheError() => Assert.StartsWith(
        "the arguments do not match the schema: $ cannot be checked, because the schema ",
        Find("{}", """{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"""),
        StringComparison.Ordinal);

    private static string? Find(string? text, string? schema, string? truncation = null) => ToolCallValidator.FindArgumentsError(
        text, schema is null ? null : Json.Element(schema), truncation, TestTimeouts.Token);
}
