using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers.MiniMax;

public sealed class MiniMaxAdapterTests
{
    private static readonly ChatCompletionRequest Request =
        new() { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")] };

    [Theory]
    [InlineData(MiniMaxRegion.Global, false, "https://api.minimax.io/v1/chat/completions")]
    [InlineData(MiniMaxRegion.Global, true, "https://api.minimax.io/anthropic/v1/messages")]
    [InlineData(MiniMaxRegion.China, false, "https://api.minimax.cn/v1/chat/completions")]
    [InlineData(MiniMaxRegion.China, true, "https://api.minimax.cn/anthropic/v1/messages")]
    public void WriteRequest_Region_SelectsTheAddress(MiniMaxRegion region, bool useMessages, string expected)
    {
        var adapter = new MiniMaxAdapter("key-1", new() { Region = region, UseMessages = useMessages });

        Assert.Equal(expected, Write(adapter).Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://gw.example", false, "https://gw.example/v1/chat/completions")]
    [InlineData("https://gw.example/v1", false, "https://gw.example/v1/chat/completions")]
    [InlineData("https://gw.example/v1/chat/completions", false, "https://gw.example/v1/chat/completions")]
    [InlineData("https://gw.example/mm", true, "https://gw.example/mm/anthropic/v1/messages")]
    [InlineData("https://gw.example/anthropic", true, "https://gw.example/anthropic/v1/messages")]
    [InlineData("https://gw.example/v1", true, "https://gw.example/anthropic/v1/messages")]
    [InlineData("https://gw.example/mm/v1/chat/completions", true, "https://gw.example/mm/anthropic/v1/messages")]
    [InlineData("https://gw.example/anthropic", false, "https://gw.example/v1/chat/completions")]
    [InlineData("https://gw.example/anthropic/v1/messages", false, "https://gw.example/v1/chat/completions")]
    [InlineData("https://gw.example/anthropic/v1", true, "https://gw.example/anthropic/v1/messages")]
    public void WriteRequest_BaseAddress_TakesPrecedenceOverTheRegion(string address, bool useMessages, string expected)
    {
        var adapter = new MiniMaxAdapter(
            "key-1", new() { Region = MiniMaxRegion.China, BaseAddress = new(address), UseMessages = useMessages });

        Assert.Equal(expected, Write(adapter).Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("minimax", "M2-her", 2_048)]
    [InlineData("minimax, messages", "M2-her", 2_048)]
    [InlineData("minimax", "MiniMax-M3", 16_384)]
    public async Task WriteRequest_DefaultMaxTokens_IsAtMostTheMaximumOfTheModel(string provider, string model, int expected)
    {
        await using FaultServer server = FaultServer.Start((_, sent) => SampleResponse.ForProvider(provider).ToScript(sent));
        using var client = new ChatCompletionsClient(new MiniMaxAdapter("key-1", new()
        {
            BaseAddress = server.BaseAddress,
            UseMessages = provider != "minimax",
            DefaultMaxTokens = 16_384,
        }));

        await client.CompleteAsync("Hi", model, TestTimeouts.Token);

        Assert.Equal(expected, Assert.Single(server.Requests).Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public void Constructor_UndefinedRegion_ThrowsArgumentException() =>
        Assert.StartsWith(
            "Region is 7; it must be Global or China.",
            Assert.Throws<ArgumentException>(() => new MiniMaxAdapter("key-1", new() { Region = (MiniMaxRegion)7 })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_RawRequestAndResponse_AreMiniMaxs(bool stream)
    {
        const string Message =
            """{"role":"assistant","content":"97","reasoning_content":"97 has no small divisor."}""";
        await using FaultServer server = FaultServer.Start(stream
            ? ServerScript.Stream(
                $$"""data: {"id":"06","choices":[{"index":0,"delta":{{Message}},"finish_reason":"stop"}],"model":"MiniMax-M3.1-Flash"}""" + "\n\n",
                """data: {"id":"06","choices":[],"model":"MiniMax-M3.1-Flash","usage":{"prompt_tokens":12,"completion_tokens":15,"total_tokens":27,"completion_tokens_details":{"reasoning_tokens":9}}}""" + "\n\n",
                "data: [DONE]\n\n")
            : ServerScript.Json(200, $$$"""
                {"id":"06","choices":[{"index":0,"finish_reason":"stop","message":{{{Message}}}}],"model":"MiniMax-M3.1-Flash",
                "usage":{"prompt_tokens":12,"completion_tokens":15,"total_tokens":27,"completion_tokens_details":{"reasoning_tokens":9}},
                "base_resp":{"status_code":0,"status_msg":""}}
                """));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "minimax"));

        ChatCompletion completion = await client.CompletePromptAsync(
            stream, Request with { ReasoningEffort = ReasoningEffort.Low, MaxCompletionTokens = 4096 }, TestTimeouts.Token);

        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Equal("Bearer test-key", sent.Headers["Authorization"]);
        Assert.Equal(
            """{"model":"MiniMax-M3.1-Flash","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],"max_completion_tokens":4096,"reasoning_effort":"low" """.TrimEnd()
            + (stream ? ""","stream_options":{"include_usage":true},"stream":true}""" : "}"),
            sent.Text);
        Assert.Equal(("97", "97 has no small divisor."), (completion.Text, completion.Reasoning));
        Assert.Equal((27L, 9L), (completion.Usage!.TotalTokens, completion.Usage.CompletionTokensDetails!.ReasoningTokens));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_RawRequestAndResponse_AreMiniMaxs(bool stream)
    {
        await using FaultServer server = FaultServer.Start(stream
            ? ServerScript.Stream(
                Event("message_start", """ "message":{"id":"06","type":"message","role":"assistant","content":[],"model":"MiniMax-M3.1-Flash","stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0},"service_tier":"standard"} """),
                Event("ping", """ "x":0 """),
                Event("content_block_start", """ "index":0,"content_block":{"type":"thinking","thinking":""} """),
                Event("content_block_delta", """ "index":0,"delta":{"type":"thinking_delta","thinking":"No small divisor."} """),
                Event("content_block_delta", """ "index":0,"delta":{"type":"signature_delta","signature":"5f6e"} """),
                Event("content_block_stop", """ "index":0 """),
                Event("content_block_start", """ "index":1,"content_block":{"type":"text","text":""} """),
                Event("content_block_delta", """ "index":1,"delta":{"type":"text_delta","text":"97"} """),
                Event("content_block_stop", """ "index":1 """),
                Event("message_delta", """ "delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":12,"output_tokens":15} """),
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            : ServerScript.Json(200, """
                {"id":"06","type":"message","role":"assistant","model":"MiniMax-M3.1-Flash","content":[
                {"thinking":"No small divisor.","signature":"5f6e","type":"thinking"},{"type":"text","text":"97"}],
                "usage":{"input_tokens":12,"output_tokens":15},"stop_reason":"end_turn","base_resp":{"status_code":0,"status_msg":""}}
                """));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "minimax, messages"));

        ChatCompletion completion = await client.CompletePromptAsync(
            stream, Request with { ReasoningEffort = ReasoningEffort.Medium }, TestTimeouts.Token);

        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal("/anthropic/v1/messages", sent.Path);
        Assert.Equal("Bearer test-key", sent.Headers["Authorization"]);
        Assert.False(sent.Headers.ContainsKey("x-api-key"));
        Assert.Equal(
            """{"model":"MiniMax-M3.1-Flash","system":"Be terse.","messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"output_config":{"effort":"medium"}"""
            + (stream ? ",\"stream\":true}" : "}"),
            sent.Text);
        Assert.Equal(("97", "No small divisor."), (completion.Text, completion.Reasoning));
        Assert.Equal("5f6e", Assert.Single(completion.Message.ReasoningDetails!).Signature);
        Assert.Equal(27L, completion.Usage!.TotalTokens);
    }

    [Theory]
    [InlineData("minimax")]
    [InlineData("minimax, messages")]
    public async Task ModelListAndTokenCount_EachProtocol_UsesTheSamePaths(string provider)
    {
        await using FaultServer server = FaultServer.Start(
            ServerScript.Json(200, """{"object":"list","data":[{"id":"MiniMax-M3","object":"model","created":1780000000,"owned_by":"minimax"}]}"""),
            ServerScript.Json(200, """{"input_tokens":3}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider));

        Assert.Equal("MiniMax-M3", Assert.Single(await client.ListModelsAsync(TestTimeouts.Token)).Id);
        Assert.Equal(3, (await client.CountTokensAsync(Request, TestTimeouts.Token)).InputTokens);

        Assert.Equal(["/v1/models", "/anthropic/v1/messages/count_tokens"], server.Requests.Select(static sent => sent.Path));
        Assert.All(server.Requests, static sent => Assert.Equal("Bearer test-key", sent.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("trace-id")]
    [InlineData("minimax-request-id")]
    [InlineData("x-mm-request-id")]
    [InlineData("alb_request_id")]
    public void GetRequestId_Header_ReturnsItsValue(string header)
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add(header, "0123abcd");

        Assert.Equal("0123abcd", new MiniMaxAdapter("key-1").GetRequestId(response.Headers));
    }

    private static ProviderRequest Write(MiniMaxAdapter adapter) =>
        adapter.WriteRequest(Request, stream: false, new System.Buffers.ArrayBufferWriter<byte>());

    private static string Event(string type, string fields) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\",{fields.Trim()}}}\n\n";
}
