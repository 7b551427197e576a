using System.Text.Json;
using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class ToolArgumentsTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(""" {"a":[1,{"b":null}]} """)]
    [InlineData("""{"a":{"b":1},"c":{"b":1}}""")]
    public void Parse_Object_ReturnsIt(string text)
    {
        ToolArguments arguments = ToolArguments.Parse(text);
        Assert.Equal(text.Trim(), arguments.Object.GetRawText());
        Assert.Equal((false, null), (arguments.IsMissing, arguments.Problem));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("null")]
    public void Parse_NoText_IsMissing(string? text)
    {
        ToolArguments arguments = ToolArguments.Parse(text);
        Assert.Equal((true, JsonValueKind.Undefined, null), (arguments.IsMissing, arguments.Object.ValueKind, arguments.Problem));
    }

    [Theory]
    [InlineData("[1]", "are not a JSON object")]
    [InlineData("5", "are not a JSON object")]
    [InlineData("true", "are not a JSON object")]
    [InlineData("false", "are not a JSON object")]
    [InlineData("\"Oslo\"", "are not a JSON object")]
    [InlineData("\"\"", "are not a JSON object")]
    [InlineData("\"null\"", "are not a JSON object")]
    [InlineData("\"[1]\"", "are not a JSON object")]
    [InlineData("\"{\\\"a\\\":1\"", "are not a JSON object")]
    [InlineData("\"\\\"{}\\\"\"", "are not a JSON object")]
    [InlineData("""{"a":1""", "are not a JSON object")]
    [InlineData("""{"a":1}{"a":2}""", "are not a JSON object")]
    [InlineData("""{"a":1} and more""", "are not a JSON object")]
    [InlineData("""{"a":1,}""", "are not a JSON object")]
    [InlineData("""{"a":NaN}""", "are not a JSON object")]
    [InlineData("""{"a":1,"a":2}""", "have a duplicate property")]
    [InlineData("""{"a":1,"\u0061":2}""", "have a duplicate property")]
    [InlineData("""{"a":[{"b":1,"c":2,"b":3}]}""", "have a duplicate property")]
    [InlineData("""{"\ud83d":1}""", "contain an unpaired surrogate in the name of a property")]
    public void Parse_OtherText_ReportsAProblem(string text, string problem)
    {
        ToolArguments arguments = ToolArguments.Parse(text);
        Assert.Equal((problem, JsonValueKind.Undefined), (arguments.Problem, arguments.Object.ValueKind));
        Assert.False(arguments.IsMissing);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Parse_DeepObject_IsLimitedTo64Levels(int levels, bool isObject)
    {
        string text = string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
        Assert.Equal(isObject, ToolArguments.Parse(text).Problem is null);
    }

    [Fact]
    public void Parse_ObjectEncodedTwice_IsDecoded()
    {
        ToolArguments arguments = ToolArguments.Parse("\"{\\\"city\\\":\\\"Oslo\\\"}\"");
        Assert.Equal("""{"city":"Oslo"}""", arguments.Object.GetRawText());
    }
}
