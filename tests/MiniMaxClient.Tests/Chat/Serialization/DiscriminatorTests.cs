using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Serialization;

public sealed class DiscriminatorTests
{
    [Theory]
    [InlineData("""{"type":"a","x":1}""", "a")]
    [InlineData("""{"x":{"type":"b"},"y":["type"],"type":"a"}""", "a")]
    [InlineData("""{"t\u0079pe":"a"}""", "a")]
    [InlineData("""{"type":"a","type":"b"}""", "b")]
    [InlineData("""{"type":"a","type":5}""", "a")]
    [InlineData("""{"type":null}""", null)]
    [InlineData("{}", null)]
    public void Peek_Object_ReturnsLastStringValueOfProperty(string json, string? expected)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        Assert.Equal(expected, Discriminator.Peek(reader, "type"u8));
        Assert.Equal(JsonTokenType.StartObject, reader.TokenType);
    }
}
