using static MiniMaxClient.Tests.Protocols.Anthropic.MessagesStream;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

public sealed class AnthropicChunkReaderToolTests
{
    private const string End = """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""";

    [Fact]
    public Task Read_CallsBetweenOtherBlocks_HaveTheirOwnIndexes() => ForEachAsync(
        Named(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"Two."}}""",
            Stop0,
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"call_1","name":"get_weather","input":{}}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"Sa"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"n Juan\"}"}}""",
            Stop1,
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_2","name":"get_time","input":{}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
            """{"type":"content_block_stop","index":2}""",
            End,
            MessageStop),
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Two.", run.Reasoning);
            Assert.Equal(FinishReason.ToolCalls, run.BuiltCompletion.FinishReason);
            Assert.Equal(
                [Call("call_1", "get_weather", """{"city": "San Juan"}"""), Call("call_2", "get_time", "{}")],
                run.BuiltCompletion.Message.ToolCalls!);
            Assert.Equal(
                [0, 0, 0, 1, 1],
                run.Chunks.SelectMany(static chunk => chunk.Choices[0].Delta?.ToolCalls ?? []).Select(static call => call.Index!.Value));
        });

    [Theory]
    [InlineData("""{"city":"Rome","days":[1,2]}""", """{"city":"Rome","days":[1,2]}""")]
    [InlineData("{}", "{}")]
    [InlineData("null", "")]
    [InlineData("[1]", "[1]")]
    [InlineData("\"x\"", "\"x\"")]
    public Task Read_CompleteInputInBlockStart_ReturnsTheArguments(string input, string arguments) => ForEachAsync(
        Named(
            Start,
            $$$"""{"type":"content_block_start","index":0,"content_block":{"input":{{{input}}},"id":"call_1","name":"f","type":"tool_use"}}""",
            Stop0,
            End,
            MessageStop),
        run => Assert.Equal([Call("call_1", "f", arguments)], run.BuiltCompletion.Message.ToolCalls!));

    [Fact]
    public Task Read_BlockWithoutEnd_ReturnsItsInput() => ForEachAsync(
        Named(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":{"a":1}}}""",
            End),
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal([Call("call_1", "f", """{"a":1}""")], run.BuiltCompletion.Message.ToolCalls!);
        });

    [Fact]
    public Task Read_CallWithoutId_HasAGeneratedId() => ForEachAsync(
        Named(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"f","input":{}}}""",
            Stop0,
            End),
        static run => Assert.Equal([Call("call_msg_1_0", "f", "{}")], run.BuiltCompletion.Message.ToolCalls!));

    [Fact]
    public Task Read_ServerToolInput_IsContent() => ForEachAsync(
        Named(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srv_1","name":"web_search","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":1}"}}""",
            Stop0,
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"web_search_tool_result","content":[]}}""",
            """{"type":"content_block_delta","index":7,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
            End,
            MessageStop),
        static run => Assert.Equal([Call("call_1", "f", """{"a":1}""")], run.BuiltCompletion.Message.ToolCalls!));

    [Fact]
    public Task Read_BlocksWithTheSameIndex_AreReadInOrder() => ForEachAsync(
        Named(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"One."}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":{"a":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"call_2","name":"g","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"b\":2}"}}""",
            End,
            MessageStop),
        static run =>
        {
            Assert.Equal("One.", run.BuiltCompletion.Text);
            Assert.Equal([Call("call_1", "f", """{"a":1}"""), Call("call_2", "g", """{"b":2}""")], run.BuiltCompletion.Message.ToolCalls!);
        });

    private static FunctionToolCall Call(string id, string name, string arguments) =>
        new FunctionToolCall { Id = id, Function = new() { Name = name, Arguments = arguments } };
}
