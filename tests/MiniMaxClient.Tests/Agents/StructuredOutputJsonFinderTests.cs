using System.Text.Json;
using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputJsonFinderTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("  \n{\"a\":1}\r\n\t")]
    [InlineData("```json\n{\"a\":1}\n```")]
    [InlineData("```\n{\"a\":1}\n```")]
    [InlineData("```JSON\r\n{\"a\":1}\r\n```\r\n")]
    [InlineData("```json {\"a\":1}```")]
    [InlineData("```{\"a\":1}```")]
    [InlineData("```json\n{\"a\":1}")]
    [InlineData("Here you are:\n\n```json\n{\"a\":1}\n```\n\nIs that well?")]
    [InlineData("Here you are: {\"a\":1}. Is that well?")]
    [InlineData("A {name} and a [draft] are no JSON, but this is: {\"a\":1}")]
    [InlineData("See [1] and [2, 3]: {\"a\":1}")]
    [InlineData("2024 it was {\"a\":1}")]
    [InlineData("\uFEFF{\"a\":1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1 // one\n}")]
    [InlineData("{{\"a\":1}}")]
    public void FindJsonValues_ObjectWithinText_ReturnsItFirst(string text) =>
        Assert.Equal("""{"a":1}""", StructuredOutputJsonFinder.FindJsonValues(text).First().GetRawText());

    [Theory]
    [InlineData("")]
    [InlineData("Here you are: ")]
    [InlineData("```json\n")]
    public void FindJsonValues_ValueNestedTooDeeply_ReturnsNoPartOfIt(string words)
    {
        string deep = string.Concat(Enumerable.Repeat("""{"next":""", 100)) + "1" + new string('}', 100);

        Assert.Empty(StructuredOutputJsonFinder.FindJsonValues(words + deep));
    }

    [Theory]
    [InlineData("42", "42")]
    [InlineData("```\n42\n```", "42")]
    [InlineData("```42```", "42")]
    [InlineData("42\n\nThat is the answer.", "42")]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("[1,2,]", "[1,2]")]
    public void FindJsonValues_OtherValue_ReturnsItFirst(string text, string json) =>
        Assert.Equal(json, StructuredOutputJsonFinder.FindJsonValues(text).First().GetRawText());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("I cannot tell.")]
    [InlineData("{")]
    [InlineData("```json\n```")]
    [InlineData("```")]
    [InlineData("{'a':1}")]
    [InlineData("\"half of a pair: \\ud83d\"")]
    [InlineData("a lone \ud83d {")]
    public void FindJsonValues_TextWithoutJson_ReturnsNone(string text) => Assert.Empty(StructuredOutputJsonFinder.FindJsonValues(text));

    [Fact]
    public void FindJsonValues_CompleteValue_ReturnsNoNestedValues() =>
        Assert.Single(StructuredOutputJsonFinder.FindJsonValues("""{"error":{"a":1},"text":"```\n{}\n``` {\"a\":2}"}"""));

    [Theory]
    [InlineData(62, 2)]
    [InlineData(63, 0)]
    public void FindJsonValues_TooManyBraces_ReturnsNone(int braces, int count) => Assert.Equal(
        count,
        StructuredOutputJsonFinder.FindJsonValues("{\"a\":1} " + string.Concat(Enumerable.Repeat("{x} ", braces)) + "{\"a\":1,\"b\":2}").Count());

    [Fact]
    public void FindJsonValues_TruncatedList_ReturnsNone() =>
        Assert.Empty(StructuredOutputJsonFinder.FindJsonValues("""Here: [{"a":1},{"a":2},{"a":"""));

    [Fact]
    public void FindJsonValues_SeveralValues_ReturnsTheLongestFirst() =>
        Assert.Equal(
            ["""{"b":123}""", """{"a":1}""", "[1]"],
            StructuredOutputJsonFinder.FindJsonValues("""As [1] says: {"a":1} or rather {"b":123}.""").Select(static one => one.GetRawText()));

    [Fact]
    public void FindJsonValues_CodeFenceWithinAString_DoesNotEndTheJson() =>
        Assert.Equal(
            """{"a":"```js\nx\n```"}""",
            StructuredOutputJsonFinder.FindJsonValues("Here:\n```json\n{\"a\":\"```js\\nx\\n```\"}\n```").First().GetRawText());

    [Fact]
    public void FindJsonValues_NonAsciiCharacters_AreKept() =>
        Assert.Equal("é👋", StructuredOutputJsonFinder.FindJsonValues("Voilà : {\"a\":\"é\\ud83d\\udc4b\"} 👋").First().GetProperty("a").GetString());

    [Fact]
    public void FindJsonValues_OnlyBrackets_StopsEarly()
    {
        Assert.Empty(StructuredOutputJsonFinder.FindJsonValues(new string('[', 1_000_000)));
        Assert.Empty(StructuredOutputJsonFinder.FindJsonValues(string.Concat(Enumerable.Repeat("{x} ", 250_000))));
    }

    [Fact]
    public void FindJsonValues_ValueDeeperThanTheMaximum_ReturnsNone() =>
        Assert.DoesNotContain(
            StructuredOutputJsonFinder.FindJsonValues(new string('[', 200) + new string(']', 200)), static one => one.ValueKind != JsonValueKind.Array);
}
