using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The messages for results that are not text, by a tool run and by the IChatClient.</summary>
public sealed class ToolMessageBuilderTests
{
    private const string Final = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}""";

    private const string Called = """
        {"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
         "function":{"name":"give","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
        """;

    private const string MessagesFinal = """
        {"id":"1","type":"message","role":"assistant","content":[{"type":"text","text":"Done."}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}
        """;

    private const string MessagesCalled = """
        {"id":"1","type":"message","role":"assistant","content":[{"type":"tool_use","id":"c1","name":"give","input":{}}],
         "stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}
        """;

    private static readonly byte[] Bytes = new byte[30_000];
    private static readonly string Base64 = Convert.ToBase64String(Bytes);

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, string> Results { get; } = new()
    {
        { "text and image", "cap\n[image/png, 30000 bytes]" },
        { "image and text", "[image/png, 30000 bytes]\ncap" },
        { "image", "[image/png, 30000 bytes]" },
        { "audio", "[audio/wav, 30000 bytes]" },
        { "text file", "hi" },
        { "image at an address", "[image/png, https://example.com/a.png]" },
        { "image in a data address", "[image/png]" },
        { "file of the provider", "[file file-1]" },
        { "reasoning and usage", "Hmm." },
        { "unknown content", "[HostedVectorStoreContent]" },
        { "bytes", "[application/octet-stream, 30000 bytes]" },
        { "delegate", "[Action]" },
        { "mcp: text and image", "cap\n[image/png, 30000 bytes]" },
        { "mcp: audio and link", "[audio/wav, 30000 bytes]\n[text/plain, file:///a.txt]" },
        { "mcp: resources", "inside\n[image/gif, 30000 bytes]" },
        { "mcp: unknown block", "[hologram]" },
        { "mcp: structured", """{"a":1}""" },
        { "mcp: structured and text", "one" },
        { "mcp: nothing", ToolMessage.EmptyResult },
        { "mcp: blocks alone", "cap\n[image/png, 30000 bytes]" },
        { "mcp: one block", "[image/png, 30000 bytes]" },
        { "stored contents", "cap\n[image/png, 30000 bytes]" },
        { "stored image", "[image/png, 30000 bytes]" },
        { "object with a content of its own", """{"content":[{"type":"text","text":"a"}],"title":"b"}""" },
        { "object of text", """{"type":"text","text":"a","score":1}""" },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public async Task CreateToolMessage_ResultThatIsNotText_IsTextAndNotes(string kind, string text)
    {
        await using var server = FaultServer.Start((_, request) => ServerScript.Json(200, IsFirst(request) ? Called : Final));
        using ChatCompletionsClient client = Client(server);

        ToolRunResult run = await client.RunToolsAsync(Request, [new Giving(Result(kind))], cancellationToken: _token);
        await client.AsIChatClient("m").GetResponseAsync(
            [
                new(AIRole.User, "x"), new AIMessage(AIRole.Assistant, [new FunctionCallContent("c1", "give")]),
                new AIMessage(AIRole.Tool, [new FunctionResultContent("c1", Result(kind))]),
            ],
            null,
            _token);

        Assert.Equal(0, run.FailedCalls);
        Assert.Equal([text, text], server.Requests.Skip(1).Select(ToolContent));
    }

    public static TheoryData<string, string> Errors { get; } = new()
    {
        { "error", "Error: disk full" },
        { "mcp: error", "disk full" },
        { "mcp: error without text", ToolMessage.EmptyResult },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task CreateToolMessage_ErrorResult_IsAFailedCallAndMarkedForAnthropic(string kind, string text)
    {
        using var log = new RecordingLoggerFactory();
        await using var server = FaultServer.Start(ServerScript.Json(200, MessagesCalled), ServerScript.Json(200, MessagesFinal));
        using ChatCompletionsClient client = Client(server, "anthropic", log);

        ToolRunResult run = await client.RunToolsAsync(Request, [new Giving(Result(kind))], cancellationToken: _token);

        Assert.Equal((1, ToolCallOutcome.Failed), (run.FailedCalls, run.Steps[0].Calls[0].Outcome));
        Json.AssertEqual(
            $$"""[{"type":"tool_result","tool_use_id":"c1","content":"{{text}}","is_error":true}]""",
            server.Requests[1].Json.GetProperty("messages")[2].GetProperty("content").GetRawText());
        Assert.Equal(["Warning: The tool give returned an error; the model receives it."], log.Messages);
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("anthropic", true)]
    public async Task Tool_Throws_IsMarkedAsErrorIfTheProtocolSupportsIt(string style, bool isMarked)
    {
        bool isOpenAI = style == "openai";
        await using var server = FaultServer.Start(
            ServerScript.Json(200, isOpenAI ? Called : MessagesCalled), ServerScript.Json(200, isOpenAI ? Final : MessagesFinal));
        using ChatCompletionsClient client = Client(server, style);
        AIFunction tool = AIFunctionFactory.Create((Action)(static () => throw new InvalidOperationException("x")), "give");

        ToolRunResult run = await client.RunToolsAsync(Request, [tool], cancellationToken: _token);

        Assert.True(run.Messages.OfType<ToolMessage>().Single().IsError);
        string sent = server.Requests[1].Json.GetProperty("messages")[2].GetRawText();
        Assert.Equal(isMarked, sent.Contains("\"is_error\":true", StringComparison.Ordinal));
        Assert.Equal(isMarked, sent.Contains("is_error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FunctionResult_WithException_IsMarkedForAnthropic()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, MessagesFinal));
        using ChatCompletionsClient client = Client(server, "anthropic");

        await client.AsIChatClient("m").GetResponseAsync(
            [
                new(AIRole.User, "x"), new AIMessage(AIRole.Assistant, [new FunctionCallContent("c1", "give")]),
                new AIMessage(AIRole.Tool, [new FunctionResultContent("c1", "Error: no.") { Exception = new InvalidOperationException("secret") }]),
            ],
            null,
            _token);

        Json.AssertEqual(
            """[{"type":"tool_result","tool_use_id":"c1","content":"Error: no.","is_error":true}]""",
            server.Requests[0].Json.GetProperty("messages")[2].GetProperty("content").GetRawText());
    }

    [Fact]
    public void IsError_SerializedMessage_IsKept()
    {
        ToolMessage message = ChatMessage.Tool("c1", "no") with { IsError = true };
        var request = new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("x"), message] };

        ChatMessage read = JsonSerializer.Deserialize<ChatMessage>(JsonSerializer.Serialize<ChatMessage>(message))!;
        ChatCompletionRequest readRequest = JsonSerializer.Deserialize<ChatCompletionRequest>(JsonSerializer.Serialize(request))!;

        Assert.True(Assert.IsType<ToolMessage>(read).IsError);
        Assert.True(Assert.IsType<ToolMessage>(readRequest.Messages[1]).IsError);
        Assert.Equal("""{"role":"tool","tool_call_id":"c1","content":"no","is_error":true}""", message.ToJson());
    }

    private static ChatCompletionRequest Request { get; } = new() { Model = "m", Messages = [ChatMessage.User("Go.")] };

    private static bool IsFirst(FaultRequest request) => request.Json.GetProperty("messages").GetArrayLength() == 1;

    private static string? ToolContent(FaultRequest request) =>
        request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString();

    private static ChatCompletionsClient Client(FaultServer server, string style = "openai", RecordingLoggerFactory? log = null) =>
        new(Adapters.ForAddress(server.BaseAddress, style), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None, LoggerFactory = log });

    private static object Result(string kind)
    {
        var text = new TextContent("cap");
        var image = new DataContent(Bytes, "image/png");
        string imageBlock = $$"""{"type":"image","data":"{{Base64}}","mimeType":"image/png"}""";
        return kind switch
        {
            "text and image" => new AIContent[] { text, image },
            "image and text" => new List<AIContent> { image, text },
            "image" => image,
            "audio" => new DataContent(Bytes, "audio/wav"),
            "text file" => new DataContent("data:text/plain;base64,aGk="),
            "image at an address" => new UriContent("https://example.com/a.png", "image/png"),
            "image in a data address" => new UriContent($"data:image/png;base64,{Base64}", "image/png"),
            "file of the provider" => new HostedFileContent("file-1"),
            "reasoning and usage" => new AIContent[] { new TextReasoningContent("Hmm."), new UsageContent(new()) },
            "unknown content" => new HostedVectorStoreContent("v1"),
            "bytes" => Bytes,
            "delegate" => new Action(static () => { }),
            "error" => new AIContent[] { new ErrorContent("disk full") },
            "mcp: text and image" => Json.Element($$"""{"content":[{"type":"text","text":"cap"},{{imageBlock}}],"isError":false}"""),
            "mcp: audio and link" => Json.Element(
                $$"""{"content":[{"type":"audio","data":"{{Base64}}","mimeType":"audio/wav"},{"type":"resource_link","uri":"file:///a.txt","name":"a","mimeType":"text/plain"}]}"""),
            "mcp: resources" => Json.Element(
                $$$"""{"content":[{"type":"resource","resource":{"uri":"a:b","text":"inside"}},{"type":"resource","resource":{"uri":"a:c","mimeType":"image/gif","blob":"{{{Base64}}}"}}]}"""),
            "mcp: unknown block" => Json.Element($$"""{"content":[{"type":"hologram","data":"{{Base64}}"}]}"""),
            "mcp: structured" => Json.Element("""{"content":[],"structuredContent":{"a":1}}"""),
            "mcp: structured and text" => Json.Element("""{"content":[{"type":"text","text":"one"}],"structuredContent":{"a":1},"_meta":{"t":1}}"""),
            "mcp: nothing" => Json.Element("""{"content":[],"isError":false}"""),
            "mcp: blocks alone" => Json.Element($$"""[{"type":"text","text":"cap"},{{imageBlock}}]"""),
            "mcp: one block" => Json.Element(imageBlock),
            "mcp: error" => Json.Element("""{"content":[{"type":"text","text":"disk full"}],"isError":true}"""),
            "mcp: error without text" => Json.Element("""{"content":[],"isError":true}"""),
            "stored contents" => Stored(new AIContent[] { text, image }),
            "stored image" => Stored(image),
            "object with a content of its own" => Json.Element("""{"content":[{"type":"text","text":"a"}],"title":"b"}"""),
            "object of text" => Json.Element("""{"type":"text","text":"a","score":1}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
        };
    }

    private static JsonElement Stored(object value) =>
        JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));

    private sealed class Giving(object result) : AIFunction
    {
        public override string Name => "give";

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            new(result);
    }
}
