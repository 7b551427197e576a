using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Requests;

public sealed class ResponseFormatTests
{
    [Theory]
    [InlineData("""{"type":"text"}""", typeof(TextResponseFormat))]
    [InlineData("""{"type":"json_object"}""", typeof(JsonObjectResponseFormat))]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}""", typeof(JsonSchemaResponseFormat))]
    [InlineData("""{"type":"json_schema"}""", typeof(UnknownResponseFormat))]
    [InlineData("""{"type":"grammar","grammar":"a+"}""", typeof(UnknownResponseFormat))]
    public void Deserialize_AnyForm_CreatesMatchingTypeAndRoundTrips(string json, Type type)
    {
        ResponseFormat format = JsonSerializer.Deserialize<ResponseFormat>(json)!;

        Assert.IsType(type, format);
        Assert.Equal(json, format.ToJson());
    }

    [Fact]
    public void ForSchema_DisposedDocument_KeepsSchema()
    {
        JsonSchemaResponseFormat format;
        using (JsonDocument document = JsonDocument.Parse("""{"type":"object"}"""))
            format = ResponseFormat.ForSchema("city", document.RootElement, strict: true);

        Assert.Equal(
            """{"type":"json_schema","json_schema":{"name":"city","schema":{"type":"object"},"strict":true}}""", format.ToJson());
    }

    [Fact]
    public void ForSchema_UndefinedElement_HasNoSchema() =>
        Assert.Null(ResponseFormat.ForSchema("city", default).JsonSchema.Schema);

    [Fact]
    public void Text_AndJsonObject_WriteTheirType()
    {
        Assert.Equal("""{"type":"text"}""", ResponseFormat.Text.ToJson());
        Assert.Equal("""{"type":"json_object"}""", ResponseFormat.JsonObject.ToJson());
    }
}
