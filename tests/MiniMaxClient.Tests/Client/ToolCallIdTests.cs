using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Tool calls that come without an id, which their results must name.</summary>
public sealed class ToolCallIdTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "\"id\":\"\",")]
    [InlineData(false, "\"id\":null,")]
    [InlineData(true, "")]
    [InlineData(true, "\"id\":\"\",")]
    [InlineData(true, "\"id\":null,")]
    public async Task Calls_WithoutIds_GetSomeThatNoOtherAnswerHas(bool stream, string id)
    {
        _emulator.Enqueue(Answer(stream, "first", id, id), Answer(stream, "second", id, id));
        using ChatCompletionsClient client = _emulator.CreateClient();
        ChatCompletion first = await CallAsync(client, EmulatedClient.CreateRequest(), stream);
        ChatCompletion second = await CallAsync(client, EmulatedClient.CreateRequest(), stream);

        string[] ids = [.. first.Message.ToolCalls!.Concat(second.Message.ToolCalls!).Select(static call => call.Id)];

        Assert.Equal(["call_first_0", "call_first_1", "call_second_0", "call_second_1"], ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_WithoutIds_CanBeAnswered(bool stream)
    {
        _emulator.Enqueue(Answer(stream, "first", "", ""), Reply.Text("Done."));
        using ChatCompletionsClient client = _emulator.CreateClient();
        ChatCompletion asked = await CallAsync(client, EmulatedClient.CreateRequest(), stream);
        ChatCompletionRequest next = EmulatedClient.CreateRequest() with
        {
            Messages =
            [
                ChatMessage.User("Hello"), asked.Message,
                .. asked.Message.ToolCalls!.Select(static call => ChatMessage.Tool(call.Id, "12")),
            ],
        };

        Assert.Equal("Done.", (await client.CompleteAsync(next, _token)).Text);

        System.Text.Json.JsonElement sent = _emulator.Requests[1].Json.GetProperty("messages");
        Assert.Equal(
            sent[1].GetProperty("tool_calls").EnumerateArray().Select(static call => call.GetProperty("id").GetString()),
            [sent[2].GetProperty("tool_call_id").GetString(), sent[3].GetProperty("tool_call_id").GetString()]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Id_OfTheHosts_IsKept(bool stream)
    {
        _emulator.Enqueue(Answer(stream, "first", "\"id\":\"call_0\",", ""));
        using ChatCompletionsClient client = _emulator.CreateClient();
        ChatCompletion answer = await CallAsync(client, EmulatedClient.CreateRequest(), stream);
        Assert.Equal(["call_0", "call_first_1"], answer.Message.ToolCalls!.Select(static call => call.Id));
    }

    private Task<ChatCompletion> CallAsync(ChatCompletionsClient client, ChatCompletionRequest request, bool stream) => stream
        ? client.StreamAsync(request, _token).ToCompletionAsync(_token)
        : client.CompleteAsync(request, _token);

    private static Reply Answer(bool stream, string answerId, string firstId, string secondId)
    {
        string calls =
            $$$"""
            [{"index":0,{{{firstId}}}"type":"function","function":{"name":"f","arguments":"{}"}},
            {"index":1,{{{secondId}}}"type":"function","function":{"name":"g","arguments":"{}"}}]
            """.ReplaceLineEndings("");
        return stream
            ? Reply.Stream($$$"""{"id":"{{{answerId}}}","choices":[{"index":0,"delta":{"tool_calls":{{{calls}}}},"finish_reason":"tool_calls"}]}""")
            : Reply.Raw(
                200, "application/json",
                $$$"""{"id":"{{{answerId}}}","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":{{{calls}}}},"finish_reason":"tool_calls"}]}""");
    }
}
