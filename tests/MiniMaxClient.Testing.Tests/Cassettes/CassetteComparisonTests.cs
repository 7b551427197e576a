using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class CassetteComparisonTests
{
    private static readonly CassetteExchange Recorded = new()
    {
        Number = 1,
        Method = "POST",
        Path = "/v1/x?key=~REDACTED~",
        RequestHeaders = [new("host", "api.minimax.io"), new("content-type", "application/json"), new("x-mine", "1")],
        RequestBody = """{"a":1}"""u8.ToArray(),
    };

    [Fact]
    public void FindDifferences_Equal_IsEmpty() => Assert.Empty(Find("POST", "/v1/x?key=k", """{ "a": 1 }""", "Application/JSON", "1"));

    [Theory]
    [InlineData("GET", "/v1/x?key=k", "{\"a\":1}", "application/json", "method: recorded POST, sent GET")]
    [InlineData("POST", "/v1/y?key=k", "{\"a\":1}", "application/json", "path: recorded /v1/x?key=~REDACTED~, sent /v1/y?key=k")]
    [InlineData("POST", "/v1/x?key=k", "{\"a\":2}", "application/json", "$.a: recorded 1, sent 2")]
    [InlineData("POST", "/v1/x?key=k", "a", "application/json", "body: recorded {\"a\":1}, sent a")]
    [InlineData("POST", "/v1/x?key=k", "{\"a\":1}", "text/plain", "header content-type: recorded application/json, sent text/plain")]
    [InlineData("POST", "/v1/x?key=k", "{\"a\":1}", null, "header content-type: recorded application/json, sent nothing")]
    public void FindDifferences_Different_HasThem(string method, string path, string body, string? contentType, string expected) =>
        Assert.Equal([expected], Find(method, path, body, contentType, "1"));

    [Fact]
    public void FindDifferences_OtherRecordedHeader_IsCompared() => Assert.Equal(
        ["header x-mine: recorded 1, sent 2"], Find("POST", "/v1/x?key=k", """{"a":1}""", "application/json", "2"));

    [Fact]
    public void FindDifferences_VersionThatWasNotRecorded_IsOne() => Assert.Equal(
        ["header anthropic-version: recorded nothing, sent 2023-06-01"],
        Find("POST", "/v1/x?key=k", """{"a":1}""", "application/json", "1", ("Anthropic-Version", "2023-06-01")));

    [Theory]
    [InlineData("POST", "/v1/x?key=k", true)]
    [InlineData("POST", "/v1/y?key=k", false)]
    [InlineData("GET", "/v1/x?key=k", false)]
    public void FindDifferences_IsSameAddress_IsThatOfMethodAndPath(string method, string path, bool expected) =>
        Assert.Equal(expected, new CassetteComparison([]).FindDifferences(Recorded, CreateRequest(method, path, "[]", null, "1"), path).IsSameAddress);

    [Theory]
    [InlineData("a, b", true)]
    [InlineData("a,b", true)]
    [InlineData("a ,  b", true)]
    [InlineData("b, a", false)]
    [InlineData("a", false)]
    [InlineData("A, b", false)]
    public void FindDifferences_HeaderWithTwoValues_IsComparedAsAList(string sent, bool isEqual)
    {
        CassetteExchange recorded = Recorded with { RequestHeaders = [new("content-type", "application/json"), new("x-mine", "a"), new("x-mine", "b")] };

        IReadOnlyList<string> differences = new CassetteComparison([]).FindDifferences(
            recorded, CreateRequest("POST", recorded.Path, """{"a":1}""", "application/json", sent), recorded.Path).Differences;

        Assert.Equal(isEqual ? [] : [$"header x-mine: recorded a, b, sent {sent}"], differences);
    }

    private static IReadOnlyList<string> Find(
        string method, string target, string body, string? contentType, string mine, params (string Name, string Value)[] headers) =>
        new CassetteComparison([]).FindDifferences(Recorded, CreateRequest(method, target, body, contentType, mine, headers), target).Differences;

    private static RecordedRequest CreateRequest(
        string method, string target, string body, string? contentType, string mine, params (string Name, string Value)[] headers)
    {
        Dictionary<string, string> sent = new(StringComparer.OrdinalIgnoreCase) { ["X-Mine"] = mine, ["X-Other"] = "2" };
        if (contentType is not null)
            sent["Content-Type"] = contentType;
        foreach ((string name, string value) in headers)
            sent[name] = value;
        return new()
        {
            Provider = "",
            Method = method,
            Path = target,
            Headers = sent,
            HasValidKey = false,
            Body = Encoding.UTF8.GetBytes(body),
        };    }
}
