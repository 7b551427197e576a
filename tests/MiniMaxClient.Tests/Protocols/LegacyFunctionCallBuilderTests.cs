using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class LegacyFunctionCallBuilderTests
{
    [Theory]
    [InlineData("""{"name":"f","arguments":"{\"a\""}|{"arguments":":1}"}""", """{"name":"f","arguments":"{\"a\":1}"}""")]
    [InlineData("""{"name":"f","arguments":{"a":1}}|null""", """{"name":"f","arguments":"{\"a\":1}"}""")]
    [InlineData("""null|null""", "null")]
    [InlineData("""7|7""", "7")]
    public Task Build_CallDeltas_AreJoined(string deltas, string expected) => ChunkReadResult.ForEachAsync(
        string.Concat(deltas.Split('|').Select(static delta =>
            $$$"""data: {"choices":[{"index":0,"delta":{"function_call":{{{delta}}}}}]}""" + "\n\n"))
        + """data: {"choices":[{"index":0,"delta":{},"finish_reason":"function_call"}]}""" + "\n\ndata: [DONE]\n\n",
        run => Json.AssertEqual(expected, run.BuiltCompletion.Message.AdditionalProperties["function_call"].GetRawText()));
}
