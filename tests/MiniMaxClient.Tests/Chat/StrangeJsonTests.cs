using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>JSON that is good and that hardly anybody expects.</summary>
public sealed class StrangeJsonTests
{
    private static readonly ChatCompletionRequest Request = new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

    [Theory]
    [InlineData("""{"error":"\ud83d"}""")]
    [InlineData("""{"error":{"message":"\ud83d","code":"\ud83d"}}""")]
    [InlineData("""{"status":"\ud83d"}""")]
    [InlineData("""{"status":"error","message":"\ud83d"}""")]
    [InlineData("""{"message":"\ud83d","statusCode":"\ud83d"}""")]
    [InlineData("""{"base_resp":{"status_code":1008,"status_msg":"\ud83d"}}""")]
    [InlineData("""{"\ud83d":"\ud83d","error":"\ud83d"}""")]
    [InlineData("""{"error":1e999}""")]
    public async Task HalfACharacter_InAnError_ThrowsNothingRaw(string body)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(
            Reply.Raw(200, "application/json", body), Reply.Raw(400, "application/json", body), Reply.Stream(body),
            Reply.Raw(200, "text/event-stream", $"event: error\ndata: {body}\n\n"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"));
        foreach (bool stream in (bool[])[false, false, true, true])
        {
            await Assert.ThrowsAnyAsync<MiniMaxException>(() => stream
                ? client.StreamAsync(Request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token)
                : client.CompleteAsync(Request, TestTimeouts.Token));
        }

        Assert.Equal(4, emulator.Requests.Count);
    }

    [Fact]
    public async Task HalfACharacter_InUnknownFieldsOfAnAnswer_IsKept()
    {
        const string Body =
            """{"id":"1","note":"\ud83d","status":"\ud83d","\ud83d":1,"choices":[{"index":0,"mark":{"a":"\ude00"},"message":{"role":"assistant","content":"Hi","x":"\ud83d"},"finish_reason":"stop"}]}""";
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(Reply.Raw(200, "application/json", Body), Reply.Raw(200, "application/json", Body));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"));

        ChatCompletion plain = await client.CompleteAsync(Request, TestTimeouts.Token);
        ChatCompletion streamed = await client.StreamAsync(Request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);

        foreach (ChatCompletion answer in (ChatCompletion[])[plain, streamed])
        {
            Assert.Equal("Hi", answer.Text);
            Assert.Contains("\"note\":\"\\ud83d\"", answer.ToString(), StringComparison.Ordinal);
            Assert.Contains("\"x\":\"\\ud83d\"", answer.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ToString_OfWhatJsonCannotCarry_DoesNotThrow()
    {
        JsonElement disposed;
        using (JsonDocument document = JsonDocument.Parse("{}"))
            disposed = document.RootElement;
        foreach (SchemaObject strange in (SchemaObject[])
            [
                Request with { Temperature = double.NaN }, Request with { Messages = [null!] }, Request with { Messages = null! },
                Request with { AdditionalProperties = new Dictionary<string, JsonElement> { ["a"] = default } },
                Request with { AdditionalProperties = new Dictionary<string, JsonElement> { ["a"] = disposed } },
                Request with { LogitBias = new Dictionary<string, double> { ["a"] = double.PositiveInfinity } },
                new UserMessage { Content = null! }, new FunctionTool { Function = null! }, ChatMessage.User([null!]),
            ])
            Assert.NotNull(strange.ToString());
    }

    [Theory]
    [InlineData("""{"role":"critic","name":"Ann","content":[{"type":"text","text":"a"}],"score":7,"tool_calls":[{"id":"1"}]}""")]
    [InlineData("""{"role":"tool_result","content":null,"tool_call_id":"1"}""")]
    public void Message_OfAnUnknownRole_KeepsEverything(string json)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;
        Assert.IsType<UnknownMessage>(message);
        Json.AssertEqual(json, message.ToString());
        ChatMessage again = JsonSerializer.Deserialize<ChatMessage>(message.ToString())!;
        Assert.Equal(message.Role, again.Role);
        Json.AssertEqual(json, JsonSerializer.Serialize(again));
    }

    [Fact]
    public void Tool_OfAnUnknownTypeWithAFunction_KeepsItsType()
    {
        const string Text = """{"type":"mcp","function":{"name":"f","parameters":{"type":"object"}},"server":"s"}""";
        Tool tool = JsonSerializer.Deserialize<Tool>(Text)!;
        Assert.Equal("mcp", Assert.IsType<UnknownTool>(tool).Type);
        Json.AssertEqual(Text, tool.ToString());
    }

    [Fact]
    public void ToolCall_OfAnUnknownTypeWithAFunction_KeepsItsType()
    {
        const string Text = """{"id":"1","index":0,"type":"mcp_call","function":{"name":"f","arguments":"{}"}}""";
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(Text)!;
        Assert.Equal(("1", "mcp_call"), (call.Id, Assert.IsType<UnknownToolCall>(call).Type));
        Json.AssertEqual(Text, call.ToString());
    }
}
