using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class JsonComparisonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """ { "b": [true, null], "a": 1 } """)]
    [InlineData("""{"a":1.50,"b":1e2}""", """{"a":1.5,"b":100}""")]
    [InlineData("""{"a":1e99}""", """{"a":1E+99}""")]
    [InlineData("""{"a":"\u00e4\/"}""", """{"a":"ä/"}""")]
    [InlineData("""{"key":"~REDACTED~","a":"x ~REDACTED~"}""", """{"key":"other","a":"x y"}""")]
    [InlineData("""{"user_id":"~REDACTED~"}""", """{"user_id":12}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud800"}""")]
    public void TryFindDifferences_Equal_IsEmpty(string recorded, string sent) => Assert.Empty(Find(recorded, sent)!);

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", "$.a: recorded 1, sent 2")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "$.a: recorded 1, sent \"1\"")]
    [InlineData("""{"a":1}""", """{"b":1}""", "$.a: recorded 1, sent nothing|$.b: recorded nothing, sent 1")]
    [InlineData("""{"a":[1,{"b":2}]}""", """{"a":[1,{"b":3},4]}""", "$.a[1].b: recorded 2, sent 3|$.a[2]: recorded nothing, sent 4")]
    [InlineData("""[1,2]""", """[1]""", "$[1]: recorded 2, sent nothing")]
    [InlineData("""{"a":{}}""", """{"a":[]}""", "$.a: recorded {}, sent []")]
    [InlineData("""{"a":"~REDACTED~"}""", """{"a":{}}""", "$.a: recorded \"~REDACTED~\", sent {}")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\udc00"}""", "$.a: recorded \"\\ud800\", sent \"\\udc00\"")]
    [InlineData("""{"a":1e99}""", """{"a":1e98}""", "$.a: recorded 1e99, sent 1e98")]
    [InlineData("""{"a":true}""", """{"a":false}""", "$.a: recorded true, sent false")]
    [InlineData("""{"a":"REDACTED"}""", """{"a":"x"}""", "$.a: recorded \"REDACTED\", sent \"x\"")]
    [InlineData("""{"key":{}}""", """{"key":"Zq7X"}""", "$.key: recorded {}, sent ~REDACTED~")]
    [InlineData("{}", """{"api_key":"Zq7X"}""", "$.api_key: recorded nothing, sent ~REDACTED~")]
    public void TryFindDifferences_Different_HasThePaths(string recorded, string sent, string expected) =>
        Assert.Equal(expected.Split('|'), Find(recorded, sent));

    [Theory]
    [InlineData("$.a")]
    [InlineData("$")]
    public void TryFindDifferences_IgnoredPath_IsEmpty(string path)
    {
        Assert.Empty(Find("""{"a":1}""", """{"a":{"b":2}}""", path)!);
        Assert.Empty(Find("""{"a":1}""", "{}", path)!);
        Assert.Empty(Find("{}", """{"a":1}""", path)!);
    }

    [Fact]
    public void TryFindDifferences_IgnoredItem_HasTheOthers() => Assert.Equal(
        ["$.m[1].c: recorded \"b\", sent \"y\""],
        Find("""{"m":[{"c":"a"},{"c":"b"}]}""", """{"m":[{"c":"x"},{"c":"y"}]}""", "$.m[0].c"));

    [Theory]
    [InlineData("{}", "x")]
    [InlineData("", "{}")]
    public void TryFindDifferences_NotJson_ReturnsNull(string recorded, string sent) => Assert.Null(Find(recorded, sent));

    [Fact]
    public void TryFindDifferences_NameThatIsNotUtf8_ReturnsNull() => Assert.Null(JsonComparison.TryFindDifferences(
        "{\"a\":1}"u8.ToArray(), (byte[])[.. "{\""u8, 0xFF, .. "\":1}"u8], []));

    [Fact]
    public void TryFindDifferences_NameWithHalfOfASurrogatePair_ReturnsNull() =>
        Assert.Null(Find("""{"a":1}""", """{"\ud800":1}"""));

    private static IReadOnlyList<string>? Find(string recorded, string sent, params string[] ignoredPaths) =>
        JsonComparison.TryFindDifferences(Encoding.UTF8.GetBytes(recorded), Encoding.UTF8.GetBytes(sent), ignoredPaths);
}
