using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class JsonRangeTests
{
    [Theory]
    [InlineData("""{"a":1,"text":"Hello"}""", "Hello")]
    [InlineData("""{"text" : "a\"b"}""", "a\\\"b")]
    [InlineData("""{"te\u0078t":"x"}""", "x")]
    [InlineData("""{"text":""}""", null)]
    [InlineData("""{"text":1}""", null)]
    [InlineData("""{"a":{"text":"x"}}""", null)]
    [InlineData("""{"text":"x","text":"y"}""", null)]
    [InlineData("""["text"]""", null)]
    public void FindString_AnyObject_ReturnsTheRangeOfASingleString(string json, string? expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();

        JsonRange? range = JsonRange.FindString(reader, "text"u8);

        Assert.Equal(expected, range is { } found ? Encoding.UTF8.GetString(bytes, found.Start, found.End - found.Start) : null);
    }

    [Theory]
    [InlineData("""[{"a":1}]""", true)]
    [InlineData("[[1,2]]", true)]
    [InlineData("[]", false)]
    [InlineData("[1,2]", false)]
    [InlineData("{}", false)]
    public void TryEnterSingleElement_AnyValue_IsTrueForOneElement(string json, bool expected)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        Assert.Equal(expected, JsonRange.TryEnterSingleElement(ref reader));
        if (expected)
            Assert.Equal(1, reader.TokenStartIndex);
    }
}
