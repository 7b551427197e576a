using System.Text;
using System.Text.Json;
using MiniMaxClient.ExtensionsAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class CompactJsonSerializerTests
{
    [Fact]
    public void TrySerializeToElement_SerializableValue_IsCompact()
    {
        var value = new Dictionary<string, object?>
        {
            ["list"] = new List<int> { 1, 2 }, ["null"] = null, ["element"] = Json.Element("""{ "a" : 1.50 }"""),
        };

        Assert.Equal(
            """{"list":[1,2],"null":null,"element":{"a":1.50}}""", CompactJsonSerializer.TrySerializeToElement(value)?.GetRawText());
        Assert.Equal("null", CompactJsonSerializer.TrySerializeToElement(null)?.GetRawText());
    }

    [Fact]
    public void TrySerializeToElement_DelegateOrCircularReference_ReturnsNull()
    {
        var cycle = new Dictionary<string, object?>();
        cycle["self"] = cycle;

        Assert.Null(CompactJsonSerializer.TrySerializeToElement(cycle));
        Assert.Null(CompactJsonSerializer.TrySerializeToElement((Action)(static () => { })));
    }

    [Theory]
    [InlineData("\"\\u00e9\"", "\"é\"")]
    [InlineData("\"é\"", "\"\\u00E9\"")]
    [InlineData("\"\\ud83d\\udc4b\"", "\"👋\"")]
    public void WriteValue_SameTextInDifferentEscapes_WritesTheSameBytes(string first, string second) =>
        Assert.Equal(Write(Json.Element(first)), Write(Json.Element(second)));

    [Fact]
    public void WriteValue_UnpairedSurrogate_KeepsTheRawText() => Assert.Equal("\"\\ud83d\"", Write(Json.Element("\"\\ud83d\"")));

    private static string Write(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            CompactJsonSerializer.WriteValue(json, element);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
