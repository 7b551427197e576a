using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests that a generated id differs from the ids of all other calls of the response.</summary>
public sealed class ToolCallIdGeneratorTests
{
    private const string Body =
        """
        {"id":"A","choices":[{"index":0,"message":{"role":"assistant","tool_calls":[
        {"id":"call_A_1","type":"function","function":{"name":"f","arguments":"{}"}},
        {"type":"function","function":{"name":"g","arguments":"{}"}},
        {"id":"call_A_1","type":"function","function":{"name":"h","arguments":"{}"}},
        {"id":"call_A_1_2","type":"function","function":{"name":"i","arguments":"{}"}}]}}]}
        """;

    private const string Stream =
        """
        data: {"id":"A","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_A_1","function":{"name":"f","arguments":"{}"}},{"index":1,"function":{"name":"g","arguments":"{}"}},{"index":2,"id":"call_A_1","function":{"name":"h","arguments":"{}"}},{"index":3,"id":"call_A_1_2","function":{"name":"i","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

        data: [DONE]


        """;

    private static readonly string[] Expected = ["call_A_1 f {}", "call_A_1_3 g {}", "call_A_2 h {}", "call_A_1_2 i {}"];

    [Fact]
    public void FillMissingIds_Body_GivesUniqueIds() => Assert.Equal(Expected, CompletionBody.FormatToolCalls(CompletionBody.Read(Body)));

    [Fact]
    public Task FillMissingIds_Stream_GivesUniqueIds() => ChunkReadResult.ForEachAsync(
        Stream, static run => Assert.Equal(Expected, CompletionBody.FormatToolCalls(run.BuiltCompletion)));

    [Fact]
    public void FillMissingIds_AnthropicMessage_GivesUniqueIds() => Assert.Equal(
        ["call_m_1 f {}", "call_m_1_2 g {}"],
        CompletionBody.FormatToolCalls(CompletionBody.Read(
            """
            {"id":"m","type":"message","role":"assistant","content":[
            {"type":"tool_use","id":"call_m_1","name":"f","input":{}},{"type":"tool_use","name":"g","input":{}}]}
            """,
            ChatProtocol.Anthropic)));

    [Fact]
    public async Task CompleteAsync_CallsWithoutIds_HaveUniqueIds()
    {
        Assert.Equal(Expected, CompletionBody.FormatToolCalls((await SocketRun.CompleteAsync("openai", Body)).Completion));
        await SocketRun.ForEachAsync("openai", Stream, static run => Assert.Equal(Expected, CompletionBody.FormatToolCalls(run.Completion)));
    }
}
