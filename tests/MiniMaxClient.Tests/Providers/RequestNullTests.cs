using System.Buffers;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>Null in properties whose types are not nullable, and schemas that are hard to write.</summary>
public sealed class RequestNullTests
{
    private static readonly ChatMessage Question = ChatMessage.User("Hi");

    public static TheoryData<string, ChatCompletionRequest> Nulls { get; } = new()
    {
        { "$.messages", Request(null!) },
        { "$.messages[0]", Request([null!]) },
        { "$.messages[0].content", Request([new UserMessage { Content = null! }]) },
        { "$.messages[0].content", Request([new SystemMessage { Content = null! }, Question]) },
        { "$.messages[0].content", Request([ChatMessage.System(["a", null!]), Question]) },
        { "$.messages[0].content[1]", Request([ChatMessage.User(["a", null!])]) },
        { "$.messages[0].content[0]", Request([ChatMessage.User([new FilePart { File = null! }])]) },
        { "$.messages[0].content[0]", Request([ChatMessage.User([new ImagePart { ImageUrl = null! }])]) },
        { "$.messages[0].content[0]", Request([ChatMessage.User([new ImagePart { ImageUrl = new() }])]) },
        { "$.messages[0].content[0]", Request([ChatMessage.User([new TextPart { Text = null! }])]) },
        { "$.messages[1].content", Request([Question, ChatMessage.Assistant([null!])]) },
        { "$.messages[1].content[0]", Request([Question, ChatMessage.Assistant([new TextPart { Text = null! }])]) },
        { "$.messages[1].content[0]", Request([Question, ChatMessage.Assistant([new RefusalPart { Refusal = null! }])]) },
        { "$.messages[1].tool_calls[0]", Request([Question, new AssistantMessage { ToolCalls = [null!] }]) },
        {
            "$.messages[1].tool_calls[0].id",
            Request([Question, new AssistantMessage { ToolCalls = [new FunctionToolCall { Id = null!, Function = Function }] }])
        },
        {
            "$.messages[1].tool_calls[0]",
            Request(
            [
                Question, new AssistantMessage { ToolCalls = [new FunctionToolCall { Id = "call_1", Function = null! }] },
                ChatMessage.Tool("call_1", "12"),
            ])
        },
        {
            "$.messages[1].tool_calls[0]",
            Request(
            [
                Question, new AssistantMessage { ToolCalls = [new CustomToolCall { Id = "call_1", Custom = null! }] },
                ChatMessage.Tool("call_1", "12"),
            ])
        },
        {
            "$.messages[1].reasoning_details[0]",
            Request([Question, new AssistantMessage { Content = "a", ReasoningDetails = [null!] }])
        },
        {
            "$.messages[1].annotations[0]",
            Request([Question, new AssistantMessage { Content = "a", Annotations = [null!] }])
        },
        { "$.tools[0]", Request([Question]) with { Tools = [null!] } },
        { "$.tools[0]", Request([Question]) with { Tools = [new FunctionTool { Function = null! }] } },
        { "$.tools[0]", Request([Question]) with { Tools = [new CustomTool { Custom = null! }] } },
        { "$.tools[0].function.name", Request([Question]) with { Tools = [Tool.FromFunction("") with { Function = new() { Name = null! } }] } },
    };

    private static FunctionCall Function => new() { Name = "f", Arguments = "{}" };

    [Theory]
    [MemberData(nameof(Nulls))]
    public async Task Null_InsideRequest_IsReportedWithItsPath(string path, ChatCompletionRequest request)
    {
        foreach (IProviderAdapter adapter in (IProviderAdapter[])
            [
                new AimlApiAdapter("key-1"), new RunApiAdapter("key-1"), new ModelsLabAdapter("key-1"),
                new OpenAICompatibleAdapter("host", "https://host/v1", "key-1"),
                new AnthropicCompatibleAdapter("host", "https://host", "key-1"),
            ])
        {
            using var handler = new StubHandler(static () => new StringContent("{}"));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(adapter, http);
            var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
                () => client.CompleteAsync(request, TestTimeouts.Token));
            Assert.Contains(e.Problems, problem => problem.Path.StartsWith(path, StringComparison.Ordinal));
            Assert.Empty(handler.Requests);
        }
    }

    [Fact]
    public void Schema_DisposedDocument_IsSent()
    {
        const string Schema = """{"type":"object","properties":{"city":{"type":"string"}}}""";
        ChatCompletionRequest request;
        using (JsonDocument document = JsonDocument.Parse(Schema))
        {
            request = Request([Question]) with
            {
                Tools = [Tool.FromFunction("weather", parameters: document.RootElement)],
                ResponseFormat = ResponseFormat.ForSchema("city", document.RootElement),
            };
        }

        JsonElement sent = Json.Element(Written(request));

        Json.AssertEqual(
            Schema, sent.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetRawText());
        Json.AssertEqual(
            Schema, sent.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetRawText());
    }

    [Fact]
    public async Task Schema_DeeperThanReadLimit_IsSent()
    {
        const int Depth = 80;
        string schema = string.Concat(Enumerable.Repeat("""{"items":""", Depth)) + "{}" + new string('}', Depth);
        using JsonDocument document = JsonDocument.Parse(schema, new() { MaxDepth = 200 });
        using var handler = new StubHandler(static () => new StringContent(
            """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"""));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(new AimlApiAdapter("key-1"), http);

        await client.CompleteAsync(
            Request([Question]) with { Tools = [Tool.FromFunction("f", parameters: document.RootElement)] }, TestTimeouts.Token);

        Assert.Contains(schema, Assert.Single(handler.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_UnpairedSurrogate_IsSentUnchanged()
    {
        const string Schema = """{"type":"object","description":"\ud83d"}""";
        Assert.Contains(
            "\\ud83d",
            Written(Request([Question]) with { Tools = [Tool.FromFunction("f", parameters: Json.Element(Schema))] }),
            StringComparison.Ordinal);
    }

    private static ChatCompletionRequest Request(IReadOnlyList<ChatMessage> messages) =>
        new() { Model = MiniMaxModels.M2, Messages = messages };

    private static string Written(ChatCompletionRequest request)
    {
        var body = new ArrayBufferWriter<byte>();
        new AimlApiAdapter("key-1").WriteRequest(request, stream: false, body);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }
}
