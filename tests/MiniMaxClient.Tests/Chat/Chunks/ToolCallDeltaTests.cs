using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Chunks;

/// <summary>Arguments, names and ids of any JSON type in a stream (llama.cpp#20198).</summary>
public sealed class ToolCallDeltaTests
{
    private const string Object =
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":7,"type":"function","function":{"name":"clean","arguments":{"path":"/tmp/x","deep":false}}}]},"finish_reason":"tool_calls"}]}

        data: [DONE]


        """;

    private static readonly string Messages = MessagesStream.Named(
        MessagesStream.Start,
        """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":7,"name":"clean","input":{}}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":{"path":"/tmp/x"}}}""",
        MessagesStream.Stop0,
        """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""",
        MessagesStream.MessageStop);

    [Fact]
    public Task Arguments_Object_AreJsonText() => ChunkReadResult.ForEachAsync(Object, static run =>
    {
        Assert.Null(run.Failure);
        Assert.Equal(["""7 clean {"path":"/tmp/x","deep":false}"""], CompletionBody.FormatToolCalls(run.BuiltCompletion));
        Assert.Equal(("", ""), (run.Text, run.Reasoning));
    });

    [Theory]
    [InlineData("[1]", "[1]")]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    [InlineData("null", "")]
    public Task Arguments_OtherJsonType_AreJsonText(string arguments, string expected) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":{{{arguments}}}}}]},"finish_reason":"tool_calls"}]}


        """,
        run => Assert.Equal([$"c1 f {expected}"], CompletionBody.FormatToolCalls(run.BuiltCompletion)));

    [Fact]
    public Task Input_ArrayForCustomTool_IsJsonText() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","type":"custom","custom":{"name":"shell","input":["ls"]}}]},"finish_reason":"tool_calls"}]}


        """,
        static run => Assert.Equal(
            """["ls"]""", Assert.IsType<CustomToolCall>(Assert.Single(run.BuiltCompletion.Message.ToolCalls!)).Custom.Input));

    [Fact]
    public Task PartialJson_Object_IsJsonText() => MessagesStream.ForEachAsync(
        Messages, static run => Assert.Equal(["""7 clean {"path":"/tmp/x"}"""], CompletionBody.FormatToolCalls(run.BuiltCompletion)));

    [Fact]
    public async Task Call_ObjectAsArguments_ReturnsJsonText()
    {
        await SocketRun.ForEachAsync("openai", Object, static run =>
            Assert.Equal(["""7 clean {"path":"/tmp/x","deep":false}"""], CompletionBody.FormatToolCalls(run.Completion)));
        await SocketRun.ForEachAsync("anthropic", Messages, static run =>
            Assert.Equal(["""7 clean {"path":"/tmp/x"}"""], CompletionBody.FormatToolCalls(run.Completion)));
    }

    [Fact]
    public void FromCall_FunctionCallWithoutIndex_UsesItsPosition()
    {
        var call = new FunctionToolCall { Id = "c1", Function = new() { Name = "f", Arguments = "{}" } };

        var delta = ToolCallDelta.FromCall(call, 2);

        Assert.Equal("""{"index":2,"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}""", delta.ToJson());
    }

    [Fact]
    public void FromCall_CustomCallWithIndex_KeepsItsIndex()
    {
        var call = new CustomToolCall { Id = "c1", Index = 1, Custom = new() { Name = "shell", Input = "ls" } };

        var delta = ToolCallDelta.FromCall(call, 2);

        Assert.Equal("""{"index":1,"id":"c1","type":"custom","custom":{"name":"shell","input":"ls"}}""", delta.ToJson());
    }
}
