using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Serialization;

/// <summary>Strings that hold half of a character.</summary>
public sealed class JsonTextTests
{
    [Fact]
    public void Deltas_WithTheHalvesOfAnEmoji_JoinToTheEmoji()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(Read("""{"choices":[{"index":0,"delta":{"content":"Hi \ud83d"}}]}"""));
        builder.Add(Read("""{"choices":[{"index":0,"delta":{"content":"\ude00!\n\"\\\/\t\u00e9"}}]}"""));

        Assert.Equal("Hi \U0001F600!\n\"\\/\t\u00e9", builder.Build().Text);
    }

    [Fact]
    public void ToolCallPieces_WithTheHalvesOfAnEmoji_JoinToTheEmoji()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(Read("""{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"\"\ud83d"}}]}}]}"""));
        builder.Add(Read("""{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\ude00\""}}]}}]}"""));

        var call = Assert.IsType<FunctionToolCall>(Assert.Single(builder.Build().Message.ToolCalls!));
        Assert.Equal("\"\U0001F600\"", call.Function.Arguments);
    }

    [Fact]
    public void HalfACharacter_WithShortEscapesAndOtherText_IsKeptWithAllOfIt() =>
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
    public void LongText_CutAnywhere_IsWrittenAsTheWriterWritesIt(string text)
    {
        // Around a multiple of the length at which a text is cut.
        foreach (int before in (int[])[4094, 4095, 4096, 8191, 12_288])
        {
            foreach (string after in (string[])["", "z", new('z', 5000)])
            {
                string whole = new string('ü', before) + text + after;
                Assert.Equal(Written(json => json.WriteStringValue(whole)), Written(json => JsonText.WriteValue(json, whole)));
            }
        }

        static string Written(Action<Utf8JsonWriter> write)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, WireFormat.WriterOptions))
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
    public void HalfACharacter_Anywhere_IsReadAndWritten(string json) =>
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(Read(json).ToString()).ValueKind);

    [Fact]
    public void HalfACharacter_BesideBytesThatAreNotUtf8_IsWrittenAsUtf8()
    {
        byte[] json = Encoding.Latin1.GetBytes("""{"x_new":["\ud83d","ÿ"]}""");

        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        Assert.Contains("[\"\\ud83d\",\"\uFFFD\"]", JsonSerializer.Serialize(chunk), StringComparison.Ordinal);
    }

    private static ChatCompletionChunk Read(string json) => JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;
}
