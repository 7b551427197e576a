using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>In which form a typed answer is asked for, as it stands on the wire.</summary>
public sealed class StructuredOutputModeTests : IAsyncLifetime
{
    private const string Schema =
        """
        {"description":"Somebody.","type":"object","properties":{"name":{"description":"As it is called.","type":"string"},"age":{"type":"integer"},"email":{"type":["string","null"],"default":null}},"required":["name","age"]}
        """;

    private const string Told =
        "Respond with one JSON value and nothing else: no text around it, no code fence. It must match this JSON Schema: " + Schema;

    private const string Ada = """{"name":"Ada","age":36}""";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("aimlapi", MiniMaxModels.M2, StructuredOutputMode.ResponseFormat)]
    [InlineData("aimlapi", MiniMaxModels.M2_1, StructuredOutputMode.ResponseFormat)]
    [InlineData("aimlapi", MiniMaxModels.M2_7, StructuredOutputMode.ToolCall)]
    [InlineData("aimlapi", MiniMaxModels.M2_7_Highspeed, StructuredOutputMode.ResponseFormat)]
    [InlineData("aimlapi", MiniMaxModels.M2_Her, StructuredOutputMode.ToolCall)]
    [InlineData("aimlapi", MiniMaxModels.M3, StructuredOutputMode.ResponseFormat)]
    [InlineData("runapi", MiniMaxModels.M2_7, StructuredOutputMode.ResponseFormat)]
    [InlineData("modelslab", MiniMaxModels.M2, StructuredOutputMode.JsonObject)]
    [InlineData("modelslab, key in the body", MiniMaxModels.M2, StructuredOutputMode.JsonObject)]
    [InlineData("modelslab, messages", MiniMaxModels.M2, StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", MiniMaxModels.M2_7, StructuredOutputMode.ToolCall)]
    [InlineData("openai", MiniMaxModels.M2_7, StructuredOutputMode.ResponseFormat)]
    public async Task Auto_OfAProviderAndAModel_IsWhatItsTablesSay(string provider, string model, StructuredOutputMode form)
    {
        using ChatCompletionsClient client = Client(provider);
        // MiniMax's own route does not heed the format, and so is given its answer; the others answer with what fits.
        if (provider == "openai")
            _emulator.Enqueue(Reply.Text("""{"name":"text","age":1}"""));

        Guest guest = await client.CompleteAsync(Request(model), StructuredOutputJson.Default.Guest, cancellationToken: _token);

        Assert.Equal(new Guest("text", 1), guest);
        Assert.Equal(form, FormOf(Assert.Single(_emulator.Requests)));
    }

    [Theory]
    [InlineData("openai", "anthropic", StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", "openai", StructuredOutputMode.ToolCall)]
    [InlineData("openai", "runapi", StructuredOutputMode.ResponseFormat)]
    [InlineData("openai", "modelslab", StructuredOutputMode.JsonObject)]
    [InlineData("modelslab", "anthropic", StructuredOutputMode.ToolCall)]
    public async Task Auto_OfSeveralProviders_IsWhatAllTake(string first, string second, StructuredOutputMode form)
    {
        using ChatCompletionsClient one = Client(first);
        using ChatCompletionsClient other = Client(second);
        var client = new FailoverChatCompletionsClient(one, new FailoverChatCompletionsClient(other));
        _emulator.Enqueue(form == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada));

        await client.CompleteAsync(Request(), StructuredOutputJson.Default.Guest, cancellationToken: _token);

        Assert.Equal(form, FormOf(Assert.Single(_emulator.Requests)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Auto_OfAClientThatNobodyKnows_IsTellingTheModel(bool isOneOfSeveral)
    {
        using ChatCompletionsClient inner = Client("openai");
        IChatCompletionsClient client = new Wrapped(inner);
        if (isOneOfSeveral)
            client = new FailoverChatCompletionsClient(inner, client);
        _emulator.Enqueue(Reply.Text(Ada));

        await client.CompleteAsync(Request(), StructuredOutputJson.Default.Guest, cancellationToken: _token);

        Assert.Equal(StructuredOutputMode.Instruction, FormOf(Assert.Single(_emulator.Requests)));
    }

    [Fact]
    public async Task Auto_OfARequestThatHasAFormatAndAChoice_LeavesThem()
    {
        using ChatCompletionsClient client = Client("openai");
        _emulator.Enqueue(Reply.Text(Ada));
        ChatCompletionRequest request = Request() with
        {
            ResponseFormat = ResponseFormat.JsonObject, Tools = [NewTool("look_up")], ToolChoice = ToolChoice.None,
        };

        await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, cancellationToken: _token);

        JsonElement sent = Assert.Single(_emulator.Requests).Json;
        Assert.Equal("json_object", sent.GetProperty("response_format").GetProperty("type").GetString());
        Assert.Equal("none", sent.GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task Auto_OfARequestWithAsManyToolsAsThereMayBe_AddsNone()
    {
        using ChatCompletionsClient client = Client("anthropic");
        _emulator.Enqueue(Reply.Text(Ada));
        ChatCompletionRequest request =
            Request() with { Tools = [.. Enumerable.Range(0, 128).Select(static i => Tool.FromFunction($"tool_{i}"))] };

        await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, cancellationToken: _token);

        Assert.Equal(StructuredOutputMode.Instruction, FormOf(Assert.Single(_emulator.Requests)));
    }

    [Fact]
    public async Task Instruction_OnTheWire_IsASystemMessageWithTheSchema()
    {
        await AskAsync("openai", StructuredOutputMode.Instruction);

        AssertSent($$"""
            {"model":"MiniMax-M2","messages":[{"role":"system","content":{{Quoted(Told)}}},{"role":"user","content":"Who?"}]}
            """);
    }

    [Fact]
    public async Task Instruction_OnTheWireOfMessages_IsTheSystemText()
    {
        await AskAsync("anthropic", StructuredOutputMode.Instruction);

        AssertSent($$"""
            {"model":"MiniMax-M2","max_tokens":16384,"system":{{Quoted(Told)}},
            "messages":[{"role":"user","content":[{"type":"text","text":"Who?"}]}]}
            """);
    }

    [Fact]
    public async Task ResponseFormat_OnTheWire_IsTheSchemaAndTheSameWords()
    {
        await AskAsync("openai", StructuredOutputMode.ResponseFormat);

        AssertSent($$$"""
            {"model":"MiniMax-M2","messages":[{"role":"system","content":{{{Quoted(Told)}}}},{"role":"user","content":"Who?"}],
            "response_format":{"type":"json_schema","json_schema":{"name":"Guest","schema":{{{Schema}}} } } }
            """);
    }

    [Fact]
    public async Task JsonObject_OnTheWire_IsAnObjectAndTheSchemaInWords()
    {
        await AskAsync("modelslab", StructuredOutputMode.JsonObject);

        AssertSent($$$"""
            {"model":"minimax-minimax-m2","messages":[{"role":"system","content":{{{Quoted(Told)}}}},{"role":"user","content":"Who?"}],
            "max_tokens":16384,"response_format":{"type":"json_object"} }
            """);
    }

    // A forced tool would keep the caller's tools from being called.
    [Theory]
    [InlineData("anthropic", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("aimlapi", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("modelslab", MiniMaxModels.M2, StructuredOutputMode.JsonObject)]
    [InlineData("openai", MiniMaxModels.M2_7, StructuredOutputMode.ResponseFormat)]
    public async Task Auto_OfARequestWithTools_ForcesNoTool(string provider, string model, StructuredOutputMode form)
    {
        using ChatCompletionsClient client = Client(provider);
        _emulator.Enqueue(Reply.Text(Ada));

        await client.CompleteAsync(
            Request(model) with { Tools = [NewTool("look_up")] }, StructuredOutputJson.Default.Guest, cancellationToken: _token);

        RecordedRequest sent = Assert.Single(_emulator.Requests);
        Assert.Equal(form, FormOf(sent));
        Assert.Equal(["look_up"], sent.Json.GetProperty("tools").EnumerateArray()
            .Select(static tool => (tool.TryGetProperty("function", out JsonElement function) ? function : tool).GetProperty("name").GetString()));
    }

    [Fact]
    public async Task ToolCall_OnTheWire_IsAToolThatMustBeCalled()
    {
        await AskAsync("openai", StructuredOutputMode.ToolCall);

        AssertSent($$$"""
            {"model":"MiniMax-M2","messages":[{"role":"user","content":"Who?"}],
            "tools":[{"type":"function","function":{"name":"answer",
            "description":"Returns the response. Call it once, with the complete response.","parameters":{{{Schema}}} } }],
            "tool_choice":{"type":"function","function":{"name":"answer"} } }
            """);
    }

    [Fact]
    public async Task ToolCall_OnTheWireOfMessages_IsAToolThatMustBeCalled()
    {
        await AskAsync("anthropic", StructuredOutputMode.ToolCall);

        AssertSent($$$"""
            {"model":"MiniMax-M2","max_tokens":16384,"messages":[{"role":"user","content":[{"type":"text","text":"Who?"}]}],
            "tools":[{"name":"answer","description":"Returns the response. Call it once, with the complete response.",
            "input_schema":{{{Schema}}} }],"tool_choice":{"type":"tool","name":"answer"}}
            """);
    }

    // The chat template of the M2 models shows the model the first system message and drops any other.
    [Fact]
    public async Task Instruction_BesideTheCallersOwn_IsInTheSameMessage()
    {
        MessageContent[] own = ["Be brief.", MessageContent.Create(["Be brief.", "Be kind."])];
        foreach (MessageContent content in own)
        {
            using ChatCompletionsClient client = Client("openai");
            _emulator.Enqueue(Reply.Text(Ada));
            ChatCompletionRequest request =
                Request() with { Messages = [ChatMessage.System(content), ChatMessage.System("True."), ChatMessage.User("Who?")] };

            await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, cancellationToken: _token);
        }

        JsonElement text = _emulator.Requests[0].Json.GetProperty("messages");
        Assert.Equal(2, text.GetArrayLength());
        Assert.Equal("Be brief.\n\n" + Told + "\n\nTrue.", text[0].GetProperty("content").GetString());
        JsonElement parts = _emulator.Requests[1].Json.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal(
            ["Be brief.", "Be kind.", Told, "True."],
            parts.EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task ToolCall_BesideTheCallersTools_HasANameOfItsOwn()
    {
        using ChatCompletionsClient client = Client("openai");
        _emulator.Enqueue(Reply.ToolCall("answer", """{"name":"nobody","age":0}""").WithToolCall("answer_2", Ada));
        ChatCompletionRequest request = Request() with { Tools = [NewTool("answer"), NewTool("look_up")] };

        Guest guest = await client.CompleteAsync(
            request, StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.ToolCall }, _token);

        Assert.Equal("Ada", guest.Name);
        JsonElement sent = Assert.Single(_emulator.Requests).Json;
        Assert.Equal(
            ["answer", "look_up", "answer_2"],
            sent.GetProperty("tools").EnumerateArray().Select(NameOf));
        Assert.Equal("answer_2", NameOf(sent.GetProperty("tool_choice")));
    }

    [Fact]
    public async Task Schema_OfTheCaller_IsShownAndHeldAgainstTheAnswer()
    {
        JsonElement own = Json.Element(
            """
            {
              "type": "object",
              "description": "Qui ? 谁？",
              "properties": { "name": { "enum": ["Ada"] } },
              "required": ["name", "age"]
            }
            """);
        using ChatCompletionsClient client = Client("openai");
        _emulator.Enqueue(Reply.Text("""{"name":"Bob","age":1}"""), Reply.Text(Ada));

        Guest guest = await client.CompleteAsync(
            Request(), StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.Instruction, Schema = own }, _token);

        Assert.Equal("Ada", guest.Name);
        JsonElement messages = _emulator.Requests[1].Json.GetProperty("messages");
        // Without white space, and with each character as itself: both take tokens.
        Assert.EndsWith(
            """ {"type":"object","description":"Qui ? 谁？","properties":{"name":{"enum":["Ada"]}},"required":["name","age"]}""",
            messages[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            """$.name must be one of ["Ada"]""", messages[3].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    private async Task AskAsync(string provider, StructuredOutputMode form)
    {
        using ChatCompletionsClient client = Client(provider);
        _emulator.Enqueue(form == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada));
        Guest guest = await client.CompleteAsync(Request(), StructuredOutputJson.Default.Guest, new() { Mode = form }, _token);
        Assert.Equal(new Guest("Ada", 36), guest);
    }

    private void AssertSent(string json) => Json.AssertEqual(json, Assert.Single(_emulator.Requests).Text);

    private ChatCompletionsClient Client(string provider) => new(Adapters.ForEmulator(_emulator, provider), EmulatedClient.NoRetries);

    private static ChatCompletionRequest Request(string model = MiniMaxModels.M2) =>
        new() { Model = model, Messages = [ChatMessage.User("Who?")] };

    private static FunctionTool NewTool(string name) => Tool.FromFunction(name, parameters: Json.Element("{}"));

    private static string? NameOf(JsonElement tool) => tool.GetProperty("function").GetProperty("name").GetString();

    private static string Quoted(string text) => JsonValue.Create(text.Trim()).ToJsonString();

    private static StructuredOutputMode FormOf(RecordedRequest request) =>
        request.Json.TryGetProperty("response_format", out JsonElement format)
            ? format.GetProperty("type").GetString() == "json_object" ? StructuredOutputMode.JsonObject : StructuredOutputMode.ResponseFormat
        : request.Json.TryGetProperty("tool_choice", out _) ? StructuredOutputMode.ToolCall
        : StructuredOutputMode.Instruction;

    private sealed class Wrapped(IChatCompletionsClient inner) : IChatCompletionsClient
    {
        public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
            inner.CompleteAsync(request, cancellationToken);

        public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
            inner.StreamAsync(request, cancellationToken);
    }
}
