using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Serialization;

/// <summary>Strings with an unpaired surrogate.</summary>
public sealed class JsonTextTests
{
    [Fact]
    public void Deltas_SurrogatePairSplitAcrossContent_IsJoined()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(Read("""{"choices":[{"index":0,"delta":{"content":"Hi \ud83d"}}]}"""));
        builder.Add(Read("""{"choices":[{"index":0,"delta":{"content":"\ude00!\n\"\\\/\t\u00e9"}}]}"""));

        Assert.Equal("Hi \U0001F600!\n\"\\/\t\u00e9", builder.Build().Text);
    }

    [Fact]
    public void Deltas_SurrogatePairSplitAcrossArguments_IsJoined()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(Read("""{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"\"\ud83d"}}]}}]}"""));
        builder.Add(Read("""{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\ude00\""}}]}}]}"""));

        var call = Assert.IsType<FunctionToolCall>(Assert.Single(builder.Build().Message.ToolCalls!));
        Assert.Equal("\"\U0001F600\"", call.Function.Arguments);
    }

    [Fact]
    public void ReadString_UnpairedSurrogateWithEscapes_PreservesAllText() =>
        Assert.Equal(
            "\b\f\n\r\t\"\\/ é中\ud83d",
            Read("""{"choices":[{"delta":{"content":"\b\f\n\r\t\"\\\/ é中\ud83d"}}]}""").Choices[0].Delta!.Content);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("\n\"\\ä\u0001")]
    [InlineData("\U0001F30D")]
    [InlineData("\ud83d")]
    [InlineData("\ude00")]
    public void WriteValue_LongText_EqualsOutputOfUtf8JsonWriter(string text)
    {
        // Lengths around multiples of the segment length.
        foreach (int length in (int[])[4094, 4095, 4096, 8191, 12_288])
        {
            foreach (string after in (string[])["", "z", new('z', 5000)])
            {
                string value = new string('ü', length) + text + after;
                Assert.Equal(Write(json => json.WriteStringValue(value)), Write(json => JsonText.WriteValue(json, value)));
            }
        }

        static string Write(Action<Utf8JsonWriter> write)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, JsonSettings.WriterOptions))
                write(json);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Theory]
    [InlineData("""{"x_new":"\ud83d"}""")]
    [InlineData("""{"x_new":{"a":["\ude00"]}}""")]
    [InlineData("""{"created":"\ud83d"}""")]
    [InlineData("""{"\ud83d":1}""")]
    [InlineData("""{"choices":[{"delta":{"content":"\ud83d","x_new":"\ude00"}}]}""")]
    public void RoundTrip_UnpairedSurrogate_WritesValidJson(string json) =>
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(Read(json).ToJson()).ValueKind);

    [Fact]
    public void Serialize_UnpairedSurrogateAndInvalidUtf8_WritesValidUtf8()
    {
        byte[] json = Encoding.Latin1.GetBytes("""{"x_new":["\ud83d","ÿ"]}""");

        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        Assert.Contains("[\"\\ud83d\",\"\uFFFD\"]", JsonSerializer.Serialize(chunk), StringComparison.Ordinal);
    }

    private static ChatCompletionChunk Read(string json) => JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;
}
