using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Tools;

/// <summary>Arguments, names and ids of any JSON type: a value of another type is not missing (llama.cpp#20198).</summary>
public sealed class FunctionCallTests
{
    private const string Object =
        """
        {"id":"1","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[
        {"id":7,"type":"function","function":{"name":"clean","arguments":{"path":"/tmp/x","deep":false}}}]}}]}
        """;

    [Theory]
    [InlineData("""{"path":"/tmp/x","deep":false}""", """{"path":"/tmp/x","deep":false}""")]
    [InlineData("[1]", "[1]")]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    [InlineData("\"{}\"", "{}")]
    [InlineData("\"\"", "")]
    [InlineData("null", "")]
    public void Arguments_AnyJsonType_AreJsonText(string arguments, string expected) => Assert.Equal(
        [$"c1 clean {expected}"],
        CompletionBody.FormatToolCalls(CompletionBody.Read(
            $$$"""
            {"choices":[{"message":{"role":"assistant","tool_calls":[
            {"id":"c1","type":"function","function":{"name":"clean","arguments":{{{arguments}}}}}]}}]}
            """)));

    [Theory]
    [InlineData("7", "clean")]
    [InlineData("\"c1\"", "7")]
    [InlineData("7.50", "[1]")]
    public void IdAndName_OtherJsonType_AreJsonText(string id, string name)
    {
        string quoted = name == "clean" ? "\"clean\"" : name;
        Assert.Equal(
            [$"{id.Trim('"')} {name} {{}}"],
            CompletionBody.FormatToolCalls(CompletionBody.Read(
                $$$"""
                {"choices":[{"message":{"role":"assistant","tool_calls":[
                {"id":{{{id}}},"type":"function","function":{"name":{{{quoted}}},"arguments":"{}"}}]}}]}
                """)));
    }

    [Fact]
    public async Task History_CallWithObjectAndNumber_IsSentAsStrings()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Object), ServerScript.Json(200, Object));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));

        ChatCompletion completion = await client.CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token);
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2,
            Messages = [ChatMessage.User("Hi"), completion.Message, ChatMessage.Tool("7", "Done.")],
        };
        await client.CompleteAsync(request, TestTimeouts.Token);

        Assert.Equal(["""7 clean {"path":"/tmp/x","deep":false}"""], CompletionBody.FormatToolCalls(completion));
        Assert.Contains(
            """
            "tool_calls":[{"id":"7","type":"function","function":{"name":"clean","arguments":"{\"path\":\"/tmp/x\",\"deep\":false}"}}]
            """,
            server.Requests[1].Text,
            StringComparison.Ordinal);
        Assert.Contains("\"tool_call_id\":\"7\"", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_AnthropicFormat_IsJsonText()
    {
        SocketRun run = await SocketRun.CompleteAsync(
            "anthropic",
            """
            {"id":"m1","type":"message","role":"assistant","model":"m","stop_reason":"tool_use","content":[
            {"type":"tool_use","id":7,"name":"clean","input":{"path":"/tmp/x"}},
            {"type":"tool_use","id":"t2","name":"clean","input":"/tmp/x"},
            {"type":"tool_use","id":"t3","name":"clean","input":null},
            {"type":"tool_use","id":"t4","name":"clean"}]}
            """);

        Assert.Equal(
            ["""7 clean {"path":"/tmp/x"}""", "t2 clean \"/tmp/x\"", "t3 clean ", "t4 clean "], CompletionBody.FormatToolCalls(run.Completion));
    }
}
