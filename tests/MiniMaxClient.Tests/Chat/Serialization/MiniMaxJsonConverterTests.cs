using System.Text.Json;
using System.Text.Json.Serialization;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Serialization;

/// <summary>The types of the schema in <see cref="JsonSerializer"/> calls of the application.</summary>
public sealed class MiniMaxJsonConverterTests
{
    private static readonly JsonSerializerOptions SmallBuffer = new() { DefaultBufferSize = 16 };

    private const string History =
        """
        [{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}],"x_new":1},
         {"role":"assistant","content":"<think>c</think>d","reasoning_details":[{"text":"e"}],
          "tool_calls":[{"id":"f","type":"function","function":{"name":"g","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"f","content":"h"}]
        """;

    [Fact]
    public void Serialize_HistoryWithSourceGeneratedContext_RoundTrips()
    {
        List<ChatMessage> history = JsonSerializer.Deserialize(History, StoreJson.Default.ListChatMessage)!;

        Assert.Equal(
            [typeof(SystemMessage), typeof(UserMessage), typeof(AssistantMessage), typeof(ToolMessage)],
            history.Select(message => message.GetType()));
        Assert.Empty(JsonDifference.Between(History, JsonSerializer.Serialize(history, StoreJson.Default.ListChatMessage)));
    }

    [Fact]
    public void Serialize_CompletionWithSourceGeneratedContext_RoundTrips()
    {
        ChatCompletion completion = JsonSerializer.Deserialize(ContractResponses.Response, StoreJson.Default.ChatCompletion)!;

        Assert.Empty(JsonDifference.Between(
            ContractResponses.Response, JsonSerializer.Serialize(completion, StoreJson.Default.ChatCompletion)));
    }

    [Fact]
    public void Serialize_CustomRecordWithSourceGeneratedContext_RoundTrips()
    {
        var turn = new Turn(ChatMessage.User("Hi"), ChatMessage.Assistant("Hello"), FinishReason.Stop, null, "Hi");

        string json = JsonSerializer.Serialize(turn, StoreJson.Default.Turn);
        Turn read = JsonSerializer.Deserialize(json, StoreJson.Default.Turn)!;

        Assert.Equal(
            """{"prompt":{"role":"user","content":"Hi"},"response":{"role":"assistant","content":"Hello"},"reason":"stop","tier":null,"title":"Hi"}""",
            json);
        Assert.Equal(FinishReason.Stop, read.Reason);
        Assert.Null(read.Tier);
        Assert.Equal("Hello", read.Response.Text);
        Assert.Equal(json, JsonSerializer.Serialize(read, StoreJson.Default.Turn));
    }

    [Fact]
    public void Serialize_AnyOptions_WritesWireFormat()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            NumberHandling = JsonNumberHandling.WriteAsString,
        };
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(ContractResponses.Response, options)!;

        Assert.Empty(JsonDifference.Between(ContractResponses.Response, JsonSerializer.Serialize(completion, options)));
    }

    [Fact]
    public void Serialize_DerivedType_WritesWireFormat()
    {
        Assert.Equal("""{"role":"system","content":"a"}""", JsonSerializer.Serialize(ChatMessage.System("a")));
        Assert.Equal("""{"role":"developer","content":"a"}""", JsonSerializer.Serialize(ChatMessage.Developer("a")));
        Assert.Equal("""{"role":"user","content":"a"}""", JsonSerializer.Serialize(ChatMessage.User("a")));
        Assert.Equal("""{"role":"assistant","content":"a"}""", JsonSerializer.Serialize(ChatMessage.Assistant("a")));
        Assert.Equal("""{"role":"tool","tool_call_id":"c","content":"a"}""", JsonSerializer.Serialize(ChatMessage.Tool("c", "a")));
        Assert.Equal("""{"type":"text","text":"a"}""", JsonSerializer.Serialize(ContentPart.FromText("a")));
        Assert.Equal("""{"type":"function","function":{"name":"f"}}""", JsonSerializer.Serialize(Tool.FromFunction("f")));
    }

    [Fact]
    public void SchemaTypes_Public_HaveConverterAttribute()
    {
        IEnumerable<string> withoutConverter = typeof(SchemaObject).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(SchemaObject)))
            .Where(type => type != typeof(ChatCompletionEnvelope) && type != typeof(MediaUrl))
            .Where(type => type.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: false).Length == 0)
            .Select(type => type.Name);

        Assert.Empty(withoutConverter);
    }

    [Fact]
    public void Deserialize_DerivedType_ReadsOnlyMatchingJson()
    {
        Assert.Equal("a", JsonSerializer.Deserialize<UserMessage>("""{"role":"user","content":"a"}""")!.Content.Text);
        Assert.Equal("a", JsonSerializer.Deserialize<TextPart>("""{"type":"text","text":"a"}""")!.Text);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<UserMessage>("""{"role":"tool","content":"a"}"""));
    }

    [Fact]
    public async Task DeserializeAsync_SmallBuffer_ReadsCompletely()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(ContractResponses.Response));

        ChatCompletion completion = (await JsonSerializer.DeserializeAsync<ChatCompletion>(
            stream, SmallBuffer, TestContext.Current.CancellationToken))!;

        Assert.Empty(JsonDifference.Between(ContractResponses.Response, completion.ToJson()));
    }

    [Fact]
    public void Serialize_Null_RoundTrips()
    {
        Assert.Null(JsonSerializer.Deserialize<ChatCompletion>("null"));
        Assert.Null(JsonSerializer.Deserialize<ChatMessage>("null"));
        Assert.Equal("null", JsonSerializer.Serialize<ChatMessage?>(null));
    }

    [Theory]
    [InlineData(typeof(ChatCompletion), "[]")]
    [InlineData(typeof(ChatCompletion), "\"x\"")]
    [InlineData(typeof(ChatMessage), "\"user\"")]
    [InlineData(typeof(MessageContent), "{}")]
    [InlineData(typeof(FinishReason), "5")]
    [InlineData(typeof(ToolChoice), "5")]
    public void Read_JsonValueOfWrongType_ThrowsJsonException(Type type, string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, type));

    [Fact]
    public void Write_NullWriter_ThrowsArgumentNullException() => Assert.Throws<ArgumentNullException>(
        () => new MiniMaxJsonConverter<Usage>().Write(null!, new(), JsonSerializerOptions.Default));
}

internal sealed record Turn(ChatMessage Prompt, AssistantMessage Response, FinishReason Reason, ServiceTier? Tier, MessageContent Title);

[JsonSerializable(typeof(List<ChatMessage>))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(Turn))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class StoreJson : JsonSerializerContext;
