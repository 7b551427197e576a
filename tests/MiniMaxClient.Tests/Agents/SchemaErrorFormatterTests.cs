using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class SchemaErrorFormatterTests
{
    private const string Schema =
        """
        {"type":"object","properties":{
          "day":{"type":"string","format":"date"},"days":{"type":"array","items":{"type":"string","format":"uuid"}},
          "age":{"type":["integer","null"]}}}
        """;

    [Theory]
    [InlineData("""{"day":"soon"}""", "$.day", "$.day: expected a date (yyyy-MM-dd), got 'soon'")]
    [InlineData("""{"days":["a","b"]}""", "$.days[1]", "$.days[1]: expected a UUID (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx), got 'b'")]
    [InlineData("""{"age":1e40}""", "$.age", "$.age: expected a valid integer, got 1e40")]
    [InlineData("""{"age":1}""", null, """$: expected a valid Trip, got {"age":1}""")]
    [InlineData("""{"age":1}""", "$.missing", """$.missing: expected a value that Trip can hold, got {"age":1}""")]
    public void DescribeDeserializationError_Path_NamesExpectedAndActualValue(string value, string? path, string expected) =>
        Assert.Equal(expected, SchemaErrorFormatter.DescribeDeserializationError(
            Json.Element(Schema), Json.Element(value), "$", path, "Trip"));

    [Theory]
    [InlineData("$.name must be one of [\"Ada\"]", "$.name must be one of [\"Ada\"], got 'Bob'")]
    [InlineData("$.name must be integer and is string", "$.name must be integer and is string")]
    [InlineData("$.age is missing", "$.age is missing")]
    [InlineData("$.other must be 1", "$.other must be 1")]
    public void AppendActualValue_Problem_AddsTheValueUnlessDescribed(string problem, string expected) =>
        Assert.Equal(expected, SchemaErrorFormatter.AppendActualValue(problem, Json.Element("""{"name":"Bob"}"""), "$"));
}
