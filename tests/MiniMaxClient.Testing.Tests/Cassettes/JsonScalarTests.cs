using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class JsonScalarTests
{
    [Theory]
    [InlineData("""{"a":"x","b":{"a":12,"c":[{"a":"y\n"}]}}""", "x 12 y\\n")]
    [InlineData("""  [{"a":""}]""", "")]
    [InlineData("""{"a":{"b":"x"},"c":"a"}""", null)]
    [InlineData("""{"a":true,"b":{"a":null}}""", null)]
    [InlineData("data: {\"a\":\"x\"}\n\ndata:{\"a\":\"y\"}\r\n\r\ndata: [DONE]\n\n", "x y")]
    [InlineData("data: {\"a\":\"x\"}\rdata: {\"a\":2", "x")]
    [InlineData("{\"a\":\"x\"}\n {\"a\":\"y\"}[{\"a\":1}]\ndata: {\"a\":2}", "x y 1 2")]
    [InlineData("\uFEFF{\"a\":\"x\"}", "x")]
    [InlineData("event: a\n: comment\n{\"a\":1}", null)]
    [InlineData("""{"a":"x","b":[1,}""", "x")]
    [InlineData("", null)]
    public void Find_ByName_HasTheValues(string body, string? expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);

        IEnumerable<string> values = JsonScalar.Find(bytes, static (name, _) => name == "a")
            .Select(scalar => Encoding.UTF8.GetString(bytes[scalar.Range]));

        Assert.Equal(expected is null ? [] : expected.Split(' '), values);
    }

    [Theory]
    [InlineData("""{"a":{"b":["x",{"a":1}],"c":"y"},"d":"z","a":"w"}""", "x 1 y w")]
    [InlineData("""{"a":[["x"],2],"d":"z"}""", "x 2")]
    [InlineData("""{"a":[],"d":"z"}""", null)]
    public void Find_Deep_HasTheValuesBelow(string body, string? expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);

        IEnumerable<string> values = JsonScalar.Find(bytes, static (name, _) => name == "a", isDeep: true)
            .Select(scalar => Encoding.UTF8.GetString(bytes[scalar.Range]));

        Assert.Equal(expected is null ? [] : expected.Split(' '), values);
    }

    [Fact]
    public void Find_ByDepth_HasTheOuterValue()
    {
        byte[] body = """{"b":{"a":1},"a":"x"}"""u8.ToArray();

        JsonScalar found = Assert.Single(JsonScalar.Find(body, static (name, depth) => name == "a" && depth == 1));

        Assert.Equal((18..19, true), (found.Range, found.IsString));
    }
}
