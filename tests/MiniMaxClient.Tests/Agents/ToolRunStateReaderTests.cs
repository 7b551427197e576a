using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A state that is not exactly what the library writes is rejected.</summary>
public sealed class ToolRunStateReaderTests
{
    private const string Valid =
        """
        {"version":1,
         "request":{"model":"MiniMax-M2.1","messages":[{"role":"user","content":"Go."}]},
         "steps":[
          {"response":{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"0","type":"function","function":{"name":"look","arguments":"{}"}}]}}]},
           "cost":{"usd":0.5,"source":"Reported"},
           "calls":[{"approval":null,"may_have_run":false,"result":{"outcome":"Succeeded","message":{"role":"tool","tool_call_id":"0","content":"42"}}}],
           "correction":[]},
          {"response":{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"pay","arguments":"{}"}},{"id":"2","type":"function","function":{"name":"pay","arguments":"{}"}}]}}]},
           "cost":null,
           "calls":[{"approval":"a","may_have_run":false,"result":null},{"approval":"b","may_have_run":true,"result":null}],
           "correction":[]}]}
        """;

    public static TheoryData<string> Members
    {
        get
        {
            var paths = new TheoryData<string>();
            AddPaths(JsonNode.Parse(Valid)!, paths);
            return paths;
        }
    }

    [Fact]
    public void Read_ValidState_HasItsMembers()
    {
        var state = ToolRunState.FromJson(Valid);

        Assert.Equal([("a", false), ("b", true)], state.Approvals.Select(static one => (one.Id, one.MayHaveRun)));
        Assert.Equal(("MiniMax-M2.1", 2), (state.Request.Model, state.StepCount));
        Assert.Equal("42", state.CompletedSteps[0].Calls[0].Message.Content.Text);
        Assert.Null(state.Cost);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Read_MemberIsMissing_Throws(string path)
    {
        JsonNode json = JsonNode.Parse(Valid)!;
        (JsonNode parent, string name) = Find(json, path);
        parent.AsObject().Remove(name);

        AssertInvalid(json.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Read_MemberHasAnotherType_Throws(string path)
    {
        foreach (string other in (string[])["1.5", "\"x\"", "{}", "[1]", "true"])
        {
            JsonNode json = JsonNode.Parse(Valid)!;
            (JsonNode parent, string name) = Find(json, path);
            bool isSameType = parent[name]?.GetValueKind() == JsonNode.Parse(other)!.GetValueKind()
                || (name == "approval" && other == "\"x\"") || (name == "may_have_run" && other == "true");
            if (isSameType)
                continue;
            parent[name] = JsonNode.Parse(other);
            AssertInvalid(json.ToJsonString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":2,\"request\":{},\"steps\":[]}")]
    [InlineData("{\"version\":1.0,\"request\":{\"messages\":[]},\"steps\":[]}")]
    [InlineData("{\"version\":\"1\",\"request\":{\"messages\":[]},\"steps\":[]}")]
    [InlineData("{\"version\":1,\"request\":{\"messages\":[]},\"steps\":[]}")]
    [InlineData("{\"version\":1,\"request\":{\"messages\":[]},\"steps\":[],\"\\ud83d\":1}")]
    public void Read_NoState_Throws(string json) => AssertInvalid(json);

    [Theory]
    [InlineData("\"version\":1", "\"version\":1,\"version\":1")]
    [InlineData("\"approval\":\"a\"", "\"approval\":null,\"approval\":\"a\"")]
    [InlineData("\"name\":\"pay\"", "\"name\":\"look\",\"name\":\"pay\"")]
    [InlineData("\"arguments\":\"{}\"", "\"arguments\":\"{}\",\"arguments\":\"{}\"")]
    [InlineData("\"role\":\"user\"", "\"role\":\"user\",\"role\":\"user\"")]
    [InlineData("\"version\":1", "\"version\":1,\"extra\":1")]
    [InlineData("\"approval\":\"a\"", "\"approval\":\"a\",\"approved\":true")]
    [InlineData("\"approval\":\"b\"", "\"approval\":\"a\"")]
    [InlineData("\"approval\":\"b\",\"may_have_run\":true", "\"approval\":null,\"may_have_run\":true")]
    [InlineData("\"approval\":null", "\"approval\":\"c\"")]
    [InlineData("\"tool_call_id\":\"0\"", "\"tool_call_id\":\"9\"")]
    [InlineData("\"Succeeded\"", "\"succeeded\"")]
    [InlineData("\"Succeeded\"", "\"0\"")]
    [InlineData("\"Reported\"", "\"7\"")]
    [InlineData("{\"approval\":\"b\",\"may_have_run\":true,\"result\":null}", "")]
    [InlineData("\"correction\":[]}]}", "\"correction\":[{\"role\":\"user\",\"content\":\"x\"}]}]}")]
    [InlineData("\"correction\":[]}]}", "\"correction\":[]}],")]
    [InlineData("\"calls\":[{\"approval\":\"a\"", "\"meta\":1,\"calls\":[{\"approval\":\"a\"")]
    [InlineData("\"content\":\"42\"", "\"content\":\"42\",\"content\":\"42\",\"meta\":{\"a\":1,\"a\":2}")]
    public void Read_EditedState_Throws(string text, string replacement)
    {
        Assert.Contains(text, Valid, StringComparison.Ordinal);
        AssertInvalid(Valid.Replace(text, replacement, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_StateCutAnywhere_Throws()
    {
        for (int length = 0; length < Valid.Length; length++)
            AssertInvalid(Valid[..length]);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""[{"b":{"a":1,"a":{"a":2,"a":3}}}]""")]
    [InlineData("{\"\\ud83d\":1}")]
    public async Task Read_UnknownMemberOfAResponse_IsKeptAsItIs(string value)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, $$$"""
                {"meta_x":{{{value}}},"choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":"","tool_calls":[
                {"id":"1","type":"function","function":{"name":"pay","arguments":"{}"}}]}}]}
                """),
            ServerScript.Json(200, """{"choices":[{"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        var request = new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("Go.")] };
        AIFunction[] tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create(static () => "paid", "pay"))];
        CancellationToken token = TestTimeouts.Token;
        ToolRunResult paused = await client.RunToolsAsync(request, tools, cancellationToken: token);
        string json = paused.State!.ToJson();

        var state = ToolRunState.FromJson(json);
        ToolRunResult result = await client.ResumeToolsAsync(state, [state.Approvals[0].Approve()], tools, cancellationToken: token);

        Assert.Contains($"\"meta_x\":{value}", json, StringComparison.Ordinal);
        Assert.Equal(json, state.ToJson());
        Assert.Equal("Done.", result.Text);
    }

    [Fact]
    public void Read_AsDeepAsAResponseMayBe_IsRead()
    {
        string nested = new string('[', 256) + new string(']', 256);

        var state = ToolRunState.FromJson(Valid.Replace("\"choices\":", $"\"meta\":{nested},\"choices\":", StringComparison.Ordinal));

        Assert.Equal(nested, state.Completion.AdditionalProperties["meta"].GetRawText());
    }

    [Fact]
    public void Read_StateThatEndsWithACorrection_IsRead()
    {
        JsonNode json = JsonNode.Parse(Valid)!;
        JsonNode last = json["steps"]![1]!;
        last["response"] = JsonNode.Parse("""{"choices":[{"message":{"role":"assistant","content":"four"}}]}""");
        last["calls"] = new JsonArray();
        last["correction"] = JsonNode.Parse("""[{"role":"user","content":"A number."}]""");

        var state = ToolRunState.FromJson(json.ToJsonString());

        Assert.Equal("A number.", Assert.Single(state.LastStep.Correction).Text);
        Assert.Empty(state.Approvals);
        Assert.Equal(state.ToJson(), ToolRunState.FromJson(state.ToJson()).ToJson());
    }

    [Fact]
    public void Read_TooDeep_Throws() => AssertInvalid(
        $"{{\"version\":1,\"request\":{{\"messages\":[],\"x\":{new string('[', 600)}{new string(']', 600)}}},\"steps\":[]}}");

    private static void AssertInvalid(string json)
    {
        JsonException e = Assert.Throws<JsonException>(() => ToolRunState.FromJson(json));
        Assert.StartsWith("The JSON is not a valid ToolRunState: ", e.Message, StringComparison.Ordinal);
    }

    // The members of the state itself; those of requests, responses and messages follow the rules of the wire format.
    private static void AddPaths(JsonNode node, TheoryData<string> paths)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array)
                AddPaths(item!, paths);
        }

        if (node is not JsonObject members)
            return;
        foreach (KeyValuePair<string, JsonNode?> member in members)
        {
            if (member.Key != "correction" || member.Value is JsonArray)
                paths.Add($"{node.GetPath()}|{member.Key}");
            if (member.Key is not ("request" or "response" or "message") && member.Value is not null)
                AddPaths(member.Value, paths);
        }
    }

    private static (JsonNode Parent, string Name) Find(JsonNode root, string path)
    {
        string[] parts = path.Split('|');
        JsonNode node = root;
        foreach (string part in parts[0].Split('.', '[').Skip(1))
            node = part.EndsWith(']') ? node[int.Parse(part.TrimEnd(']'), provider: null)]! : node[part]!;
        return (node, parts[1]);
    }
}
