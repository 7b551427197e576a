using System.Globalization;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that each limit on a response accepts exactly the maximum.</summary>
public sealed class BoundTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> Protocols { get; } = ["openai", "anthropic"];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task MaxResponseBytes_AtTheLimit_IsExact(string adapter)
    {
        string plain = SampleResponse.ForProvider(adapter).Body;
        string body = plain + new string(' ', 4096 - Encoding.UTF8.GetByteCount(plain));
        var options = new ChatCompletionsClientOptions { MaxResponseBytes = 4096 };

        await AssertFitsAsync(adapter, options, stream: false, ServerScript.Json(200, body));
        await AssertFitsAsync(adapter, options, stream: true, ServerScript.Json(200, body));
        await AssertRejectedAsync(adapter, options, stream: false, ServerScript.Json(200, body + " "), "longer than 4096 bytes");
        await AssertRejectedAsync(adapter, options, stream: true, ServerScript.Json(200, body + " "), "longer than 4096 bytes");
        await AssertRejectedAsync(
            adapter, options, stream: false, ServerScript.Chunked(200, "application/json", body, " "), "longer than 4096 bytes");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task MaxEventBytes_AtTheLimit_IsExact(string adapter)
    {
        var options = new ChatCompletionsClientOptions { MaxEventBytes = 1024 };

        await AssertFitsAsync(adapter, options, stream: true, ServerScript.Stream(WithLongestLine(1024)));
        await AssertRejectedAsync(adapter, options, stream: true, ServerScript.Stream(WithLongestLine(1025)), "longer than 1024 bytes");

        string[] WithLongestLine(int length) => WithFirstData(adapter, data =>
            "{" + new string(' ', length - "data: ".Length - Encoding.UTF8.GetByteCount(data)) + data[1..]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task MaxStreamBytes_AtTheLimit_IsExact(string adapter)
    {
        string stream = $": {new string('x', 1024)}\n\n{string.Concat(SampleResponse.ForProvider(adapter).Events)}";
        int length = Encoding.UTF8.GetByteCount(stream);

        await AssertFitsAsync(adapter, new() { MaxStreamBytes = length }, stream: true, ServerScript.Stream(stream));

        // The line feeds after the last event are not needed to read it.
        var tooFew = new ChatCompletionsClientOptions { MaxStreamBytes = length - 3 };
        await AssertRejectedAsync(adapter, tooFew, stream: true, ServerScript.Stream(stream), $"longer than {length - 3} bytes");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task MaxDepth_AtTheLimit_IsExact(string adapter)
    {
        string plain = SampleResponse.ForProvider(adapter).Body;
        foreach (int depth in (int[])[8, 64, 256])
        {
            var options = new ChatCompletionsClientOptions { MaxDepth = depth };
            await AssertFitsAsync(adapter, options, stream: false, ServerScript.Json(200, Nested(plain, depth)));
            await AssertFitsAsync(
                adapter, options, stream: true, ServerScript.Stream(WithFirstData(adapter, data => Nested(data, depth))));
            string refusal = $"nests deeper than {depth} levels";
            await AssertRejectedAsync(adapter, options, stream: false, ServerScript.Json(200, Nested(plain, depth + 1)), refusal);
            await AssertRejectedAsync(
                adapter, options, stream: true, ServerScript.Stream(WithFirstData(adapter, data => Nested(data, depth + 1))), refusal);
        }
    }

    [Theory]
    [InlineData("openai", "index")]
    [InlineData("openai", "id")]
    [InlineData("openai", "id at one index")]
    [InlineData("anthropic", "index")]
    public async Task MaxToolCalls_AtTheLimit_IsExact(string adapter, string form)
    {
        foreach (int limit in (int[])[1, 2, 1024])
        {
            var options = new ChatCompletionsClientOptions { MaxToolCalls = limit };
            ChatCompletion completion = await CallAsync(adapter, options, stream: true, ServerScript.Stream(WithToolCalls(limit)));
            Assert.Equal(limit, completion.Message.ToolCalls!.Count);
            await AssertRejectedAsync(adapter, options, stream: true, ServerScript.Stream(WithToolCalls(limit + 1)), "tool call");
        }

        string[] WithToolCalls(int count) => adapter == "anthropic" ? ToolUses(count) : ToolCalls(count, form);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(int.MaxValue)]
    public async Task MaxToolCalls_IndexOutOfRange_ThrowsInvalidResponse(int index) => await AssertRejectedAsync(
        "openai",
        new(),
        stream: true,
        ServerScript.Stream(
            $$$"""data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":{{{index}}},"id":"a"}]}}]}""" + "\n\n"),
        index.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the sample's events with changed data in the first.</summary>
    private static string[] WithFirstData(string adapter, Func<string, string> change)
    {
        string[] events = [.. SampleResponse.ForProvider(adapter).Events];
        string[] parts = events[0].Split("data: ");
        events[0] = $"{parts[0]}data: {change(parts[1].TrimEnd())}\n\n";
        return events;
    }

    /// <summary>Adds a property with nested arrays to a JSON object.</summary>
    private static string Nested(string json, int depth) =>
        $$"""{"x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}},""" + json[1..];

    private static string[] ToolCalls(int count, string form)
    {
        IEnumerable<string> calls = Enumerable.Range(0, count).Select(i => form switch
        {
            "id" => $$$"""{"id":"call-{{{i}}}","function":{"name":"f","arguments":"{}"}}""",
            "id at one index" => $$$"""{"index":0,"id":"call-{{{i}}}","function":{"name":"f","arguments":"{}"}}""",
            _ => $$$"""{"index":{{{i}}},"id":"call-{{{i}}}","function":{"name":"f","arguments":"{}"}}""",
        });
        return
        [
            .. calls.Select(static call => $$$"""data: {"choices":[{"index":0,"delta":{"tool_calls":[{{{call}}}]}}]}""" + "\n\n"),
            """data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""" + "\n\n",
            "data: [DONE]\n\n",
        ];
    }

    private static string[] ToolUses(int count) =>
    [
        .. SampleResponse.Anthropic.FirstEvents,
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        .. Enumerable.Range(1, count).Select(static i =>
            $$$"""
            event: content_block_start
            data: {"type":"content_block_start","index":{{{i}}},"content_block":
            data: {"type":"tool_use","id":"call-{{{i}}}","name":"f","input":{} } }

            event: content_block_stop
            data: {"type":"content_block_stop","index":{{{i}}}}


            """),
        """data: {"type":"message_delta","delta":{"stop_reason":"tool_use"}}""" + "\n\n",
        SampleResponse.Anthropic.Events[^1],
    ];

    private async Task AssertFitsAsync(string adapter, ChatCompletionsClientOptions options, bool stream, ServerScript script) =>
        Assert.Equal(SampleResponse.Text, (await CallAsync(adapter, options, stream, script)).Text);

    private async Task AssertRejectedAsync(
        string adapter, ChatCompletionsClientOptions options, bool stream, ServerScript script, string message)
    {
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => CallAsync(adapter, options, stream, script));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal((200, adapter), (e.StatusCode, e.Provider));
        Assert.Single(e.Attempts);
    }

    private async Task<ChatCompletion> CallAsync(
        string adapter, ChatCompletionsClientOptions options, bool stream, ServerScript script)
    {
        await using var server = FaultServer.Start(script);
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter), options);
        return stream
            ? await client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token)
            : await client.CompleteAsync("Hi", MiniMaxModels.M2, _token);
    }
}
