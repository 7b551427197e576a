using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Serialization;

public sealed class ObjectWriterTests
{
    [Fact]
    public void Property_ValueOrNull_WritesOnlyValues() => Assert.Equal(
        """{"a":"x","b":true,"c":1,"d":0.5,"e":0.1,"f":[1],"g":["y"],"h":{"i":2},"j":{"input_tokens":3},"k":null}""",
        Write(null, static json =>
        {
            json.Property("a"u8, "x");
            json.Property("b"u8, true);
            json.Property("c"u8, 1L);
            json.Property("d"u8, 0.5);
            json.Property("e"u8, 0.1m);
            json.Property("f"u8, (IReadOnlyList<int>)[1]);
            json.Property("g"u8, (IReadOnlyList<string>)["y"]);
            json.Property("h"u8, new Dictionary<string, double> { ["i"] = 2 });
            json.Property("j"u8, new TokenCount { InputTokens = 3 });
            json.WriteNull("k"u8);
            json.Property("null"u8, (string?)null);
            json.Property("null"u8, (bool?)null);
            json.Property("null"u8, (long?)null);
            json.Property("null"u8, (JsonElement?)null);
            json.Property("null"u8, (SchemaObject?)null);
            json.Property("null"u8, (IReadOnlyList<SchemaObject>?)null);
        }));

    [Fact]
    public void Property_NameOfAdditionalProperty_IsNotWritten() => Assert.Equal(
        """{"b":1}""",
        Write(new Dictionary<string, JsonElement> { ["a"] = default }, static json =>
        {
            json.Property("a"u8, "x");
            json.WriteNull("a"u8);
            json.WriteDataUrl("a"u8, "a/b", new byte[] { 1 });
            json.Property("b"u8, 1L);
        }));

    [Fact]
    public void WriteDataUrl_NoFileSink_WritesBase64() => Assert.Equal(
        """{"a":"data:application/pdf;base64,AQID"}""",
        Write(null, static json => json.WriteDataUrl("a"u8, "application/pdf", new byte[] { 1, 2, 3 })));

    private static string Write(IReadOnlyDictionary<string, JsonElement>? additional, Action<ObjectWriter> write) =>
        Encoding.UTF8.GetString(JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            write(new(json, additional));
            json.WriteEndObject();
        }));
}
