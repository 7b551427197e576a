using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The ids of tool calls that a provider sends without an id.</summary>
public sealed class ToolCallIdTests : EmulatorTest
{
    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "\"id\":\"\",")]
    [InlineData(false, "\"id\":null,")]
    [InlineData(true, "")]
    [InlineData(true, "\"id\":\"\",")]
    [InlineData(true, "\"id\":null,")]
    public async Task ToolCalls_WithoutIds_GetIdsUniqueAcrossResponses(bool stream, string id)
    {
        Emulator.Enqueue(CreateReply(stream, "first", id, id), CreateReply(stream, "second", id, id));
        using ChatCompletionsClient client = Emulator.CreateClient();
        ChatCompletion first = await CallAsync(client, EmulatedClient.CreateRequest(), stream);
        ChatCompletion second = await CallAsync(client, EmulatedClient.CreateRequest(), stream);

        string[] ids = [.. first.Message.ToolCalls!.Concat(second.Message.ToolCalls!).Select(static call => call.Id)];

        Assert.Equal(["call_first_0", "call_first_1", "call_second_0", "call_second_1"], ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToolCalls_WithoutIds_AcceptResults(bool stream)
    {
        Emulator.Enqueue(CreateReply(stream, "first", "", ""), Reply.Text("Done."));
        using ChatCompletionsClient client = Emulator.CreateClient();
        ChatCompletion completion = await CallAsync(client, EmulatedClient.CreateRequest(), stream);
        ChatCompletionRequest next = EmulatedClient.CreateRequest() with
        {
            Messages =
            [
                ChatMessage.User("Hello"), completion.Message,
                .. completion.Message.ToolCalls!.Select(static call => ChatMessage.Tool(call.Id, "12")),
            ],
        };

        Assert.Equal("Done.", (await client.CompleteAsync(next, Token)).Text);

        System.Text.Json.JsonElement sent = Emulator.Requests[1].Json.GetProperty("messages");
        Assert.Equal(
            sent[1].GetProperty("tool_calls").EnumerateArray().Select(static call => call.GetProperty("id").GetString()),
            [sent[2].GetProperty("tool_call_id").GetString(), sent[3].GetProperty("tool_call_id").GetString()]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToolCalls_WithIds_KeepThem(bool stream)
    {
        Emulator.Enqueue(CreateReply(stream, "first", "\"id\":\"call_0\",", ""));
        using ChatCompletionsClient client = Emulator.CreateClient();
        ChatCompletion completion = await CallAsync(client, EmulatedClient.CreateRequest(), stream);
        Assert.Equal(["call_0", "call_first_1"], completion.Message.ToolCalls!.Select(static call => call.Id));
    }

    private Task<ChatCompletion> CallAsync(ChatCompletionsClient client, ChatCompletionRequest request, bool stream) => stream
        ? client.StreamAsync(request, Token).ToCompletionAsync(Token)
        : client.CompleteAsync(request, Token);

    private static Reply CreateReply(bool stream, string responseId, string firstId, string secondId)
    {
        string calls =
            $$$"""
            [{"index":0,{{{firstId}}}"type":"function","function":{"name":"f","arguments":"{}"}},
            {"index":1,{{{secondId}}}"type":"function","function":{"name":"g","arguments":"{}"}}]
            """.ReplaceLineEndings("");
        return stream
            ? Reply.Stream($$$"""{"id":"{{{responseId}}}","choices":[{"index":0,"delta":{"tool_calls":{{{calls}}}},"finish_reason":"tool_calls"}]}""")
            : Reply.Raw(
                200, "application/json",
                $$$"""{"id":"{{{responseId}}}","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":{{{calls}}}},"finish_reason":"tool_calls"}]}""");
    }
}
