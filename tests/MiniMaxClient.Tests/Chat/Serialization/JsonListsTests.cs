using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Serialization;

public sealed class JsonListsTests
{
    [Theory]
    [InlineData("""["a","b"]""", "a b")]
    [InlineData("""["a"]""", "a")]
    [InlineData("\"a\"", "a")]
    [InlineData("[]", "")]
    [InlineData("""["a",1]""", null)]
    [InlineData("""["a",null]""", null)]
    [InlineData("5", null)]
    public void ReadStrings_Json_ReturnsListOrNull(string json, string? expected)
    {
        Utf8JsonReader reader = Start(json);
        JsonTokenType first = reader.TokenType;

        IReadOnlyList<string>? strings = JsonLists.ReadStrings(ref reader);

        Assert.Equal(expected, strings is null ? null : string.Join(' ', strings));
        // The caller reads a value of the wrong type as an additional property.
        if (strings is null)
            Assert.Equal(first, reader.TokenType);
    }

    [Theory]
    [InlineData("[1,2.0,3e1]", "1 2 30")]
    [InlineData("[]", "")]
    [InlineData("[1.5]", null)]
    [InlineData("[4294967296]", null)]
    [InlineData("{}", null)]
    public void ReadIntegers_Json_ReturnsListOrNull(string json, string? expected)
    {
        Utf8JsonReader reader = Start(json);

        IReadOnlyList<int>? integers = JsonLists.ReadIntegers(ref reader);

        Assert.Equal(expected, integers is null ? null : string.Join(' ', integers));
    }

    [Theory]
    [InlineData("""{"a":1,"b":-0.5,"a":2}""", "a=2 b=-0.5")]
    [InlineData("{}", "")]
    [InlineData("""{"a":"1"}""", null)]
    [InlineData("""{"a":1e400}""", null)]
    [InlineData("[]", null)]
    public void ReadNumbers_Json_ReturnsMapOrNull(string json, string? expected)
    {
        Utf8JsonReader reader = Start(json);

        IReadOnlyDictionary<string, double>? numbers = JsonLists.ReadNumbers(ref reader);

        Assert.Equal(expected, numbers is null ? null : string.Join(' ', numbers.Select(static number => FormattableString.Invariant($"{number.Key}={number.Value}"))));
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("[]", true)]
    [InlineData("[null]", false)]
    [InlineData("{}", false)]
    [InlineData("\"\"", false)]
    public void IsNullOrEmptyArray_Value_ReturnsWhetherItIsEither(string json, bool expected) =>
        Assert.Equal(expected, JsonLists.IsNullOrEmptyArray(JsonElement.Parse(json)));

    private static Utf8JsonReader Start(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return reader;
    }
}
