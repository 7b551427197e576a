using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The format of version 1, which later versions must read.</summary>
public sealed class ToolRunStateWriterTests : ToolRunResumeTest
{
    [Fact]
    public async Task Write_State_HasTheFormatOfVersion1()
    {
        var client = new FakeClient(
        [
            FakeClient.CreateToolCall("look", """{"q":"x"}""", "1"),
            FakeClient.CreateToolCall("pay", ToAda, "2"),
        ]);

        ToolRunState state = (await client.RunToolsAsync(Request, [Look, Pay], cancellationToken: Token)).State!;

        Json.AssertEqual(
            $$$$"""
            {"version":1,
             "request":{"model":"MiniMax-M2.1","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Go."}],"max_tokens":4096},
             "steps":[
              {"response":{"choices":[{"message":{"role":"assistant","tool_calls":[
                 {"id":"1","type":"function","function":{"name":"look","arguments":"{\"q\":\"x\"}"}}]}}]},
               "cost":null,
               "calls":[{"approval":null,"may_have_run":false,
                 "result":{"outcome":"Succeeded","message":{"role":"tool","tool_call_id":"1","content":"42"}}}],
               "correction":[]},
              {"response":{"choices":[{"message":{"role":"assistant","tool_calls":[
                 {"id":"2","type":"function","function":{"name":"pay","arguments":"{\"to\":\"Ada\"}"}}]}}]},
               "cost":null,
               "calls":[{"approval":"{{{{state.Approvals[0].Id}}}}","may_have_run":false,"result":null}],
               "correction":[]}]}
            """,
            state.ToJson());
    }
}
