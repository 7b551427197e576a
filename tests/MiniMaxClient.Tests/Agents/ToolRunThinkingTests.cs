using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Reasoning is sent back unchanged with the tool calls that follow it.</summary>
public sealed class ToolRunThinkingTests : ToolRunTest
{
    [Theory]
    [InlineData(OpenAI, false)]
    [InlineData(OpenAI, true)]
    [InlineData("runapi", false)]
    [InlineData("runapi", true)]
    public async Task ThinkTags_InTheContent_AreSentBack(string provider, bool streamed)
    {
        Emulator.Enqueue(
            Reply.Text("Wait.", "Which city?").WithToolCall("now", "{}").WithChunkSize(3),
            Reply.Text("", "One more.").WithToolCall("now", "{}").WithChunkSize(1),
            Reply.Text("Noon."));
        ToolRunResult result = await RunAsync(provider, streamed, [Now()]);
        Assert.Equal("Which city?", result.Steps[0].Completion.Reasoning);
        Assert.Equal(
            ["<think>\nWhich city?\n</think>\n\nWait.", "<think>\nOne more.\n</think>\n\n\n"],
            GetSentMessages(2).EnumerateArray().Where(static message => message.GetProperty("role").ValueEquals("assistant"))
                .Select(static message => message.GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThinkingBlocks_Received_AreSentBackWithSignatures(bool streamed)
    {
        Emulator.Enqueue(
            Reply.Text("Wait.", "Which city?").WithToolCall("now", "{}", "a").WithChunkSize(3), Reply.Text("Noon."));
        ToolRunResult result = await RunAsync(Messages, streamed, [Now()]);
        ReasoningDetail detail = result.Steps[0].Completion.Message.ReasoningDetails!.Single();
        Assert.Equal(64, detail.Signature!.Length);
        Json.AssertEqual(
            $$$"""
            [{"type":"thinking","thinking":"Which city?","signature":"{{{detail.Signature}}}"},
             {"type":"text","text":"Wait."},
             {"type":"tool_use","id":"a","name":"now","input":{}}]
            """,
            GetSentMessages(1)[1].GetProperty("content").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReasoningFields_Received_AreSentBackUnchanged(bool streamed)
    {
        const string Said =
            """
            "role":"assistant","content":"\n","reasoning_content":"Which city?",
            "reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":"Which city?"}],
            "vendor_field":{"kept":true},
            "tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":"{}"}}]
            """;
        string answer = Said.ReplaceLineEndings("");
        Emulator.Enqueue(
            streamed
                ? Reply.Stream($$$$"""{"id":"x","choices":[{"index":0,"delta":{{{{{answer}}}}},"finish_reason":"tool_calls"}]}""")
                : Reply.Raw(200, "application/json",
                    $$$$"""{"id":"x","choices":[{"index":0,"message":{{{{{answer}}}}},"finish_reason":"tool_calls"}]}"""),
            Reply.Text("Noon."));

        await RunAsync(OpenAI, streamed, [Now()]);

        // The deltas of a stream have an index; in the complete call it is an additional property.
        string sent = streamed ? answer.Replace("{\"index\":0,\"id\":\"a\"", "{\"id\":\"a\"", StringComparison.Ordinal) : answer;
        Json.AssertEqual("{" + sent + "}", GetSentMessages(1)[2].GetRawText());
    }

    [Fact]
    public async Task Message_WithInvalidArguments_KeepsOtherFields()
    {
        const string Answer =
            """
            {"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"<think>\nHm.\n</think>\n\n","vendor_field":1,
            "tool_calls":[{"index":0,"id":"a","type":"function","vendor":2,"function":{"name":"now","arguments":"{\"a\":","other":3}},
            {"index":1,"id":"b","type":"function","function":{"name":"now","arguments":" { } "}}]},"finish_reason":"tool_calls"}]}
            """;
        Emulator.Enqueue(Reply.Raw(200, "application/json", Answer), Reply.Text("Noon."));

        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [Now()]);

        Json.AssertEqual(
            """
            {"role":"assistant","content":"<think>\nHm.\n</think>\n\n","vendor_field":1,
             "tool_calls":[{"index":0,"id":"a","type":"function","vendor":2,"function":{"name":"now","arguments":"{}","other":3}},
             {"index":1,"id":"b","type":"function","function":{"name":"now","arguments":" { } "}}]}
            """,
            GetSentMessages(1)[2].GetRawText());
        Assert.Equal("{\"a\":", ((FunctionToolCall)result.Steps[0].Completion.Message.ToolCalls![0]).Function.Arguments);
        Assert.Equal("{\"a\":", result.Steps[0].Calls[0].Call.Function.Arguments);
    }

    private static AIFunction Now() => AIFunctionFactory.Create(() => "12:00", "now");
}
