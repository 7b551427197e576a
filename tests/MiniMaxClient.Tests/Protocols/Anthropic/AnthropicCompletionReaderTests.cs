using System.Text;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

public sealed class AnthropicCompletionReaderTests
{
    [Fact]
    public void Read_MiniMaxResponseWithTypeLast_ReturnsAllBlocks()
    {
        ChatCompletion completion = Read(
            """
            {"id":"05566b15","type":"message","role":"assistant","model":"MiniMax-M2.1","content":[
              {"thinking":"The user asks.","signature":"cfa12f9d","type":"thinking"},
              {"text":"Let me look.","type":"text"},
              {"type":"tool_use","id":"call_function_3679004591_1","name":"get_weather","input":{"location":"San Francisco, US"}},
              {"input":{},"name":"get_time","id":"call_function_3679004591_2","type":"tool_use"}],
             "usage":{"input_tokens":222,"output_tokens":321},"stop_reason":"tool_use","base_resp":{"status_code":0,"status_msg":""}}
            """);

        Assert.Equal("05566b15", completion.Id);
        Assert.Equal("MiniMax-M2.1", completion.Model);
        Assert.Equal("Let me look.", completion.Text);
        Assert.Equal("The user asks.", completion.Reasoning);
        Assert.Equal(FinishReason.ToolCalls, completion.FinishReason);
        Assert.Equal(
            [new() { Type = "reasoning.text", Format = "anthropic-claude-v1", Index = 0, Text = "The user asks.", Signature = "cfa12f9d" }],
            completion.Message.ReasoningDetails!);
        Assert.Equal(
            [
                new FunctionToolCall
                {
                    Id = "call_function_3679004591_1",
                    Function = new() { Name = "get_weather", Arguments = """{"location":"San Francisco, US"}""" },
                },
                new FunctionToolCall
                {
                    Id = "call_function_3679004591_2", Function = new() { Name = "get_time", Arguments = "{}" },
                },
            ],
            completion.Message.ToolCalls!);
        Assert.Equal(new() { PromptTokens = 222, CompletionTokens = 321, TotalTokens = 543 }, completion.Usage);
        Assert.Equal(0, completion.BaseResp!.StatusCode);
    }

    [Fact]
    public void Read_ModelsLabSample_HasNeitherModelNorUsage()
    {
        ChatCompletion completion = Read(
            """
            {"id":"msg_1","type":"message","role":"assistant","content":[
             {"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"location":"Paris"}}],"stop_reason":"tool_use"}
            """);

        Assert.Null(completion.Model);
        Assert.Null(completion.Usage);
        Assert.Equal("", completion.Text);
        Assert.Null(completion.Message.Content);
        Assert.Equal("toolu_1", Assert.Single(completion.Message.ToolCalls!).Id);
    }

    [Fact]
    public void Read_UsageWithCache_AddsCachedTokensToThePrompt()
    {
        Usage usage = Read(
            """
            {"content":[],"usage":{"input_tokens":13.0,"output_tokens":172,"cache_creation_input_tokens":5,
             "cache_read_input_tokens":157,"service_tier":"standard"},"stop_reason":"end_turn"}
            """).Usage!;

        Assert.Equal((175, 172, 347), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens));
        Assert.Equal(157, usage.PromptTokensDetails!.CachedTokens);
        Assert.Contains("service_tier", usage.AdditionalProperties.Keys);
    }

    [Fact]
    public void Read_UsageCountsInStrings_ParsesThem()
    {
        Usage usage = Read(
            """{"content":[],"usage":{"input_tokens":"13","output_tokens":"7"},"stop_reason":"end_turn"}""").Usage!;

        Assert.Equal((13, 7, 20), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens));
    }

    [Fact]
    public void Read_UnknownBlockType_KeepsTheBlock()
    {
        ChatCompletion completion = Read(
            """
            {"content":[
             {"type":"text","text":"See "},
             {"type":"server_tool_use","id":"srv_1","name":"web_search","input":{"query":"x"}},
             {"type":"text","text":"this.","citations":[{"url":"https://a"}]},
             {"text":"no type"}],"stop_reason":"end_turn","stop_sequence":null}
            """);

        Assert.Equal("See this.", completion.Text);
        Assert.Null(completion.Message.ToolCalls);
        MessageContent content = completion.Message.Content!;
        UnknownPart unknown = Assert.IsType<UnknownPart>(content.Parts![1]);
        Assert.Equal("server_tool_use", unknown.Type);
        Json.AssertEqual("""{"query":"x"}""", unknown.AdditionalProperties["input"].GetRawText());
        Json.AssertEqual(
            """{"type":"text","text":"this.","citations":[{"url":"https://a"}]}""", content.Parts[2].ToJson());
    }

    [Fact]
    public void Read_RedactedThinking_KeepsItForReplay()
    {
        ChatCompletion completion = Read(
            """{"content":[{"type":"redacted_thinking","data":"AbC="},{"type":"text","text":"a"},{"type":"text","text":"b"}]}""");

        Assert.Equal("", completion.Reasoning);
        Assert.Equal("ab", completion.Text);
        Assert.Null(completion.FinishReason);
        Assert.Equal([new() { Type = "reasoning.encrypted", Format = "anthropic-claude-v1", Index = 0, Data = "AbC=" }], completion.Message.ReasoningDetails!);
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("pause_turn", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("new_reason", "new_reason")]
    public void Read_AnyStopReason_ReturnsTheFinishReason(string stopReason, string finishReason)
    {
        ChatCompletion completion = Read($$"""{"content":[{"type":"text","text":"a"}],"stop_reason":"{{stopReason}}"}""");
        Assert.Equal(finishReason, completion.FinishReason?.Value);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", typeof(MiniMaxServerException))]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""", typeof(MiniMaxRateLimitException))]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"\ud83d slow"}}""", typeof(MiniMaxRateLimitException))]
    [InlineData("""{"type":"error","error":{"type":"authentication_error","message":"key"}}""", typeof(MiniMaxAuthenticationException))]
    [InlineData(
        """{"type":"error","error":{"type":"api_error","message":"insufficient balance (1008)"}}""",
        typeof(MiniMaxInsufficientCreditsException))]
    [InlineData(
        """{"content":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""", typeof(MiniMaxRateLimitException))]
    [InlineData(
        """{"content":[],"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}""",
        typeof(MiniMaxContentFilteredException))]
    [InlineData("""{"status":"error","message":"Invalid API key"}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("""{"message":"model not found"}""", typeof(MiniMaxNotFoundException))]
    [InlineData("""{"id":"msg_1","type":"message"}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"content":"text"}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"content":[1]}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""[]""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"content":[]""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("<html>", typeof(MiniMaxInvalidResponseException))]
    [InlineData("", typeof(MiniMaxInvalidResponseException))]
    public void Read_BodyWithoutMessage_ThrowsTheMatchingException(string body, Type expected) =>
        Assert.IsType(expected, Record.Exception(() => Read(body)));

    [Fact]
    public void Read_InvalidUtf8_ReadsTheMessage()
    {
        Assert.Contains(
            "slo\uFFFD", Assert.ThrowsAny<MiniMaxException>(() => Read(Latin1("""{"message":"sloÿ"}"""))).Message, StringComparison.Ordinal);
        ChatCompletion completion = Read(Latin1("""{"content":[{"type":"tool_use","id":"c","name":"f","input":{"a":"ÿ"}}],"status":"ÿ"}"""));
        Assert.Equal("{\"a\":\"\uFFFD\"}", ((FunctionToolCall)completion.Message.ToolCalls![0]).Function.Arguments);
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static ChatCompletion Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    private static ChatCompletion Read(byte[] body) =>
        AnthropicCompletionReader.Read(body, new("minimax", new KnownSecrets(new ApiKey("key-1-of-a-test", "key")), 200));
}
