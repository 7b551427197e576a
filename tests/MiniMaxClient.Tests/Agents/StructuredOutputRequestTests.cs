using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The requests of each mode on the wire.</summary>
public sealed class StructuredOutputRequestTests : StructuredOutputTest
{
    private const string Schema =
        """
        {"description":"Somebody.","type":"object","properties":{"name":{"description":"As it is called.","type":"string"},"age":{"type":"integer"},"email":{"type":["string","null"],"default":null}},"required":["name","age"]}
        """;

    private const string Instruction =
        "Respond with one JSON value and nothing else: no text around it, no code fence. It must match this JSON Schema: " + Schema;

    [Fact]
    public async Task Instruction_Request_HasASystemMessageWithTheSchema()
    {
        await CompleteAsync("openai", StructuredOutputMode.Instruction);

        AssertSent($$"""
            {"model":"MiniMax-M2","messages":[{"role":"system","content":{{ToJsonString(Instruction)}}},{"role":"user","content":"Who?"}]}
            """);
    }

    [Fact]
    public async Task Instruction_AnthropicRequest_HasASystemText()
    {
        await CompleteAsync("anthropic", StructuredOutputMode.Instruction);

        AssertSent($$"""
            {"model":"MiniMax-M2","max_tokens":16384,"system":{{ToJsonString(Instruction)}},
            "messages":[{"role":"user","content":[{"type":"text","text":"Who?"}]}]}
            """);
    }

    [Fact]
    public async Task ResponseFormat_Request_HasTheSchemaAndAnInstruction()
    {
        await CompleteAsync("openai", StructuredOutputMode.ResponseFormat);

        AssertSent($$$"""
            {"model":"MiniMax-M2","messages":[{"role":"system","content":{{{ToJsonString(Instruction)}}}},{"role":"user","content":"Who?"}],
            "response_format":{"type":"json_schema","json_schema":{"name":"Guest","schema":{{{Schema}}} } } }
            """);
    }

    [Fact]
    public async Task JsonObject_Request_HasTheFormatAndAnInstruction()
    {
        await CompleteAsync("modelslab", StructuredOutputMode.JsonObject);

        AssertSent($$$"""
            {"model":"minimax-minimax-m2","messages":[{"role":"system","content":{{{ToJsonString(Instruction)}}}},{"role":"user","content":"Who?"}],
            "max_tokens":16384,"response_format":{"type":"json_object"} }
            """);
    }

    [Fact]
    public async Task ToolCall_Request_ForcesTheOutputTool()
    {
        await CompleteAsync("openai", StructuredOutputMode.ToolCall);

        AssertSent($$$"""
            {"model":"MiniMax-M2","messages":[{"role":"user","content":"Who?"}],
            "tools":[{"type":"function","function":{"name":"answer",
            "description":"Returns the response. Call it once, with the complete response.","parameters":{{{Schema}}} } }],
            "tool_choice":{"type":"function","function":{"name":"answer"} } }
            """);
    }

    [Fact]
    public async Task ToolCall_AnthropicRequest_ForcesTheOutputTool()
    {
        await CompleteAsync("anthropic", StructuredOutputMode.ToolCall);

        AssertSent($$$"""
            {"model":"MiniMax-M2","max_tokens":16384,"messages":[{"role":"user","content":[{"type":"text","text":"Who?"}]}],
            "tools":[{"name":"answer","description":"Returns the response. Call it once, with the complete response.",
            "input_schema":{{{Schema}}} }],"tool_choice":{"type":"tool","name":"answer"}}
            """);
    }

    // The chat template of the M2 models shows the model the first system message and drops any other.
    [Fact]
    public async Task Instruction_RequestWithSystemMessage_IsAppendedToIt()
    {
        MessageContent[] own = ["Be brief.", MessageContent.Create(["Be brief.", "Be kind."])];
        foreach (MessageContent content in own)
        {
            using ChatCompletionsClient client = CreateClient("openai");
            Emulator.Enqueue(Reply.Text(Ada));
            ChatCompletionRequest request =
                CreateRequest() with { Messages = [ChatMessage.System(content), ChatMessage.System("True."), ChatMessage.User("Who?")] };

            await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, cancellationToken: Token);
        }

        JsonElement text = Emulator.Requests[0].Json.GetProperty("messages");
        Assert.Equal(2, text.GetArrayLength());
        Assert.Equal("Be brief.\n\n" + Instruction + "\n\nTrue.", text[0].GetProperty("content").GetString());
        JsonElement parts = Emulator.Requests[1].Json.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal(
            ["Be brief.", "Be kind.", Instruction, "True."],
            parts.EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task ToolCall_RequestWithToolOfTheSameName_UsesAUniqueName()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.ToolCall("answer", """{"name":"nobody","age":0}""").WithToolCall("answer_2", Ada));
        ChatCompletionRequest request = CreateRequest() with { Tools = [NewTool("answer"), NewTool("look_up")] };

        Guest guest = await client.CompleteAsync(
            request, StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.ToolCall }, Token);

        Assert.Equal("Ada", guest.Name);
        JsonElement sent = Assert.Single(Emulator.Requests).Json;
        Assert.Equal(
            ["answer", "look_up", "answer_2"],
            sent.GetProperty("tools").EnumerateArray().Select(GetName));
        Assert.Equal("answer_2", GetName(sent.GetProperty("tool_choice")));
    }

    [Fact]
    public async Task Schema_OfTheCaller_IsSentAndValidated()
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
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text("""{"name":"Bob","age":1}"""), Reply.Text(Ada));

        Guest guest = await client.CompleteAsync(
            CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.Instruction, Schema = own }, Token);

        Assert.Equal("Ada", guest.Name);
        JsonElement messages = Emulator.Requests[1].Json.GetProperty("messages");
        // Without white space, and with each character as itself: both take tokens.
        Assert.EndsWith(
            """ {"type":"object","description":"Qui ? 谁？","properties":{"name":{"enum":["Ada"]}},"required":["name","age"]}""",
            messages[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            """$.name must be one of ["Ada"]""", messages[3].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    private async Task CompleteAsync(string provider, StructuredOutputMode mode)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(mode == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada));
        Guest guest = await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = mode }, Token);
        Assert.Equal(new Guest("Ada", 36), guest);
    }

    private void AssertSent(string json) => Json.AssertEqual(json, Assert.Single(Emulator.Requests).Text);

    private static ChatCompletionRequest CreateRequest(string model = MiniMaxModels.M2) =>
        new() { Model = model, Messages = [ChatMessage.User("Who?")] };

    private static FunctionTool NewTool(string name) => Tool.FromFunction(name, parameters: Json.Element("{}"));

    private static string? GetName(JsonElement tool) => tool.GetProperty("function").GetProperty("name").GetString();

    private static string ToJsonString(string text) => JsonValue.Create(text.Trim()).ToJsonString();
}
