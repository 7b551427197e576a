using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests the reasoning details of a stream (pydantic-ai#7214, hermes-agent#96782, agno#8861).</summary>
public sealed class ReasoningDetailsBuilderTests
{
    private const string Summaries =
        """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_details":[{"type":"reasoning.summary","index":0,"format":"openai-responses-v1","summary":"Plan "}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":"","reasoning_details":[{"type":"reasoning.summary","index":0,"format":"openai-responses-v1","summary":"first."}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    private const string Encrypted =
        """
        data: {"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.encrypted","index":0,"id":"call_a","data":"SIG_A"}],"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}

        data: {"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.encrypted","index":0,"id":"call_b","data":"SIG_B"}],"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: [DONE]


        """;

    [Fact]
    public Task Build_SummariesWithOneIndex_AreJoined() => ChunkReadResult.ForEachAsync(Summaries, static run =>
    {
        Assert.Equal(("Hi", "Plan first."), (run.Text, run.Reasoning));
        Assert.Equal(("Hi", "Plan first."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        Json.AssertEqual(
            """{"type":"reasoning.summary","format":"openai-responses-v1","index":0,"summary":"Plan first."}""",
            Assert.Single(run.BuiltCompletion.Message.ReasoningDetails!).ToJson());
    });

    [Fact]
    public Task Build_EncryptedDetailsWithDifferentIds_AreSeparate() => ChunkReadResult.ForEachAsync(Encrypted, static run => Assert.Equal(
        ["call_a SIG_A", "call_b SIG_B"],
        run.BuiltCompletion.Message.ReasoningDetails!.Select(static detail => $"{detail.Id} {detail.Data}")));

    [Theory]
    // The same encrypted data twice without ids, and the signatures of two texts.
    [InlineData(
        """{"type":"reasoning.encrypted","data":"A"}|{"type":"reasoning.encrypted","data":"B"}|{"type":"reasoning.encrypted","data":"B"}""",
        " A , B ")]
    [InlineData(
        """{"type":"reasoning.text","text":"One."}|{"type":"reasoning.text","signature":"S1"}|{"type":"reasoning.text","text":"Two.","signature":"S2"}""",
        "One.  S1,Two.  S2")]
    [InlineData(
        """{"type":"reasoning.text","index":0,"text":"One"}|{"type":"reasoning.encrypted","index":0,"data":"E"}|{"type":"reasoning.text","index":0,"text":" more."}""",
        "One more.  , E ")]
    [InlineData(
        """{"type":"reasoning.text","id":"a","text":"One."}|{"type":"reasoning.text","id":"b","text":"Two."}|{"type":"reasoning.text","text":" Three."}""",
        "One.  ,Two. Three.  ")]
    public Task Build_DetailsWithDifferentIdentity_AreSeparate(string details, string expected) => ChunkReadResult.ForEachAsync(
        string.Concat(details.Split('|').Select(static detail =>
            $$$"""data: {"choices":[{"delta":{"reasoning_details":[{{{detail}}}]}}]}""" + "\n\n"))
        + """data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}""" + "\n\n",
        run =>
        {
            Assert.Equal(
                expected,
                string.Join(',', run.BuiltCompletion.Message.ReasoningDetails!.Select(static one => $"{one.Text} {one.Data} {one.Signature}")));
            Assert.Equal((run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning), (run.Text, run.Reasoning));
        });

    [Fact]
    public Task Build_PropertiesOfLaterDelta_AreKept() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"Hm","a":1,"b":1}]}}]}

        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":".","b":2}]},"finish_reason":"stop"}]}


        """,
        static run => Json.AssertEqual(
            """{"type":"reasoning.text","index":0,"text":"Hm.","a":1,"b":2}""",
            Assert.Single(run.BuiltCompletion.Message.ReasoningDetails!).ToJson()));

    [Theory]
    [InlineData(Summaries, """[{"type":"reasoning.summary","format":"openai-responses-v1","index":0,"summary":"Plan first."}]""")]
    [InlineData(
        Encrypted,
        """[{"type":"reasoning.encrypted","id":"call_a","index":0,"data":"SIG_A"},{"type":"reasoning.encrypted","id":"call_b","index":0,"data":"SIG_B"}]""")]
    public async Task StreamAsync_ReasoningDetails_AreReplayedUnchanged(string stream, string expected)
    {
        await SocketRun.ForEachAsync("openai", stream, run => Assert.Null(run.Failure));
        await using var server = FaultServer.Start(ServerScript.Stream(stream), ServerScript.Stream(stream));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        ChatCompletion completion = await client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);
        ChatMessage[] results = [.. (completion.Message.ToolCalls ?? []).Select(static call => ChatMessage.Tool(call.Id, "Done."))];

        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2,
            Messages = [ChatMessage.User("Hi"), completion.Message, .. results, ChatMessage.User("Next")],
        };
        await client.StreamAsync(request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);

        Json.AssertEqual(
            expected,
            server.Requests[1].Json.GetProperty("messages")[1].GetProperty("reasoning_details").GetRawText());
    }

    [Fact]
    public async Task CompleteAsync_ReasoningDetails_AreTheReasoning()
    {
        SocketRun run = await SocketRun.CompleteAsync(
            "openai",
            """
            {"choices":[{"message":{"role":"assistant","content":"Hi","reasoning_details":[
            {"type":"reasoning.summary","index":0,"summary":"Plan first."}]}}]}
            """);

        Assert.Equal(("Hi", "Plan first."), (run.Text, run.Reasoning));
    }
}
