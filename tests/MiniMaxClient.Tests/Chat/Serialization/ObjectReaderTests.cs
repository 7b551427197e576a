using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Serialization;

/// <summary>Known properties of a JSON type that differs from the schema are preserved and written back; they never cause a failure.</summary>
public sealed class ObjectReaderTests
{
    [Theory]
    [InlineData("""{"usage":"x"}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":"none"}""")]
    [InlineData("""{"choices":[1]}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"created":"soon"}""")]
    [InlineData("""{"created":12.5}""")]
    [InlineData("""{"created":1e40}""")]
    [InlineData("""{"id":7,"model":["m"],"object":{}}""")]
    [InlineData("""{"input_sensitive":"no","output_sensitive_type":"1"}""")]
    [InlineData("""{"input_sensitive_type":4294967296}""")]
    [InlineData("""{"service_tier":1,"system_fingerprint":false}""")]
    [InlineData("""{"base_resp":[],"meta":{"usage":3}}""")]
    [InlineData("""{"meta":{"usage":{"credits_used":"12","usd_spent":true}}}""")]
    [InlineData("""{"meta":{"usage":{"usd_spent":1e40}}}""")]
    [InlineData("""{"usage":{"prompt_tokens":"12","completion_tokens":null,"total_tokens":[1],"prompt_tokens_details":0}}""")]
    [InlineData("""{"choices":[{"index":"0","finish_reason":3,"logprobs":[],"message":{"content":"x","role":"assistant"}}]}""")]
    [InlineData("""{"choices":[{"message":"x"}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":5}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":["x",{"type":"text","text":"y"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":[{"type":"text","text":5}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":[{"type":"refusal","refusal":5}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":[{"type":"image_url","image_url":"https://example.com/"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":[{"type":"image_url","image_url":{"url":5,"detail":1}}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":[{"type":"file","file":"a"},{"type":5,"text":"x"},{}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":{}}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"5","type":"function","index":"a","function":{"name":"f","arguments":"{}"}}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"a","type":"mcp","server":"x"},{"id":"b","type":5}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":"f"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":5,"content":"x"}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","annotations":[{"type":1,"url_citation":{"end_index":"9"}}],"audio":"UklG"}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","reasoning_details":{"text":"x"},"reasoning_content":["x"],"reasoning":{}}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant"},"logprobs":{"content":[{"token":1,"logprob":"x","bytes":[1,2.5]}],"refusal":0}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant"},"logprobs":{"content":[{"logprob":1e400,"bytes":["a"]}]}}]}""")]
    public void Deserialize_ResponseWithWrongTypes_PreservesThem(string json)
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        // The views must not throw, whatever the type of the properties is.
        _ = (completion.Text, completion.Reasoning, completion.FinishReason);
        Assert.Empty(JsonDifference.Between(json, completion.ToJson()));
    }

    [Theory]
    [InlineData("""{"usage":[],"choices":7}""")]
    [InlineData("""{"choices":[{"delta":"x","index":0.5,"finish_reason":{}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":[{"type":"text","text":"x"}],"role":1,"tool_calls":[{"index":"0","id":"1","type":2,"function":"f"}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"function":"f","custom":[]}],"refusal":0}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":1,"reasoning":2,"reasoning_details":"x","audio_content":{},"name":[]}}]}""")]
    public void Deserialize_ChunkWithWrongTypes_PreservesThem(string json)
    {
        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        _ = (chunk.Text, chunk.Reasoning, chunk.FinishReason);
        Assert.Empty(JsonDifference.Between(json, chunk.ToJson()));
    }

    [Theory]
    [InlineData("""{"model":5,"messages":"x"}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5},{"role":"system","content":{}},{"role":"tool","tool_call_id":"5","content":1}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"wizard","content":"x"}]}""")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":"many","temperature":"hot","stop":5,"logit_bias":{"1":"x"},"logprobs":1}""")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function","function":{"name":5,"description":[],"strict":"yes"}}]}""")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"web_search"},{"type":"custom","custom":{"name":1,"format":{"type":2,"grammar":{"syntax":1,"definition":2}}}}]}""")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"function","function":"name"}}""")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"custom","custom":"name"}}""")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":5}""")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":1,"tools":{}}}}""")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":1,"function":{"name":2}}]}}}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":1,"json_schema":{"name":2,"strict":"no"}}}""")]
    [InlineData("""{"model":"m","messages":[],"prediction":{"type":1,"content":{}},"thinking":{"type":1},"stream_options":{"include_usage":1}}""")]
    public void Deserialize_RequestWithWrongTypes_PreservesThem(string json)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(json)!;

        Assert.Empty(JsonDifference.Between(json, request.ToJson()));
    }

    // A value that determines what is executed must not be treated as missing (llama.cpp#20198).
    [Theory]
    [InlineData("""{"id":5,"function":{"name":1,"arguments":{"city":"Oslo"}}}""", "5", "1", """{"city":"Oslo"}""")]
    [InlineData("""{"id":{"a":1},"function":{"name":["f"],"arguments":[1]}}""", """{"a":1}""", """["f"]""", "[1]")]
    [InlineData("""{"id":true,"function":{"name":false,"arguments":7}}""", "true", "false", "7")]
    [InlineData("""{"id":null,"function":{"name":null,"arguments":null}}""", "", "", "")]
    public void ReadAnyJsonAsText_ToolCallWithWrongTypes_ReturnsJsonText(string json, string id, string name, string arguments)
    {
        var call = (FunctionToolCall)JsonSerializer.Deserialize<ToolCall>(json)!;
        ToolCallDelta delta = JsonSerializer.Deserialize<ToolCallDelta>(json)!;

        Assert.Equal((id, name, arguments), (call.Id, call.Function.Name, call.Function.Arguments));
        Assert.Equal((id, name, arguments), (delta.Id ?? "", delta.Function!.Name ?? "", delta.Function.Arguments ?? ""));
    }

    [Fact]
    public void ReadAnyJsonAsText_CustomToolCallWithWrongTypes_ReturnsJsonText()
    {
        var call = (CustomToolCall)JsonSerializer.Deserialize<ToolCall>("""{"id":"a","custom":{"name":1,"input":{"b":2}}}""")!;

        Assert.Equal(("1", """{"b":2}"""), (call.Custom.Name, call.Custom.Input));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":"12","completion_tokens":"3"}""", 12L, 3L)]
    [InlineData("""{"prompt_tokens":"1 2","completion_tokens":true}""", null, null)]
    public void ReadCount_NumberInString_ReturnsNumberAndPreservesString(string json, long? prompt, long? completion)
    {
        Usage usage = JsonSerializer.Deserialize<Usage>(json)!;

        Assert.Equal((prompt, completion), (usage.PromptTokens, usage.CompletionTokens));
        Assert.Equal(json, usage.ToJson());
    }

    [Theory]
    [InlineData("12")]
    [InlineData("12.0")]
    [InlineData("12.000")]
    [InlineData("1.2e1")]
    [InlineData("1.2E+1")]
    [InlineData("120e-1")]
    public void ReadInt64_IntegerInAnyNotation_ReturnsValue(string number)
    {
        string json =
            """
            {"created":N,"usage":{"prompt_tokens":N},"output_sensitive_type":N,"meta":{"usage":{"credits_used":N}},
             "choices":[{"index":N,"logprobs":{"content":[{"logprob":N,"bytes":[N]}]}}]}
            """.Replace("N", number, StringComparison.Ordinal);

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.Equal(12, completion.Created);
        Assert.Equal(12, completion.Usage!.PromptTokens);
        Assert.Equal(12, completion.OutputSensitiveType);
        Assert.Equal(12m, completion.Meta!.Usage!.CreditsUsed);
        Assert.Equal(12, completion.Choices[0].Index);
        TokenLogprob token = completion.Choices[0].Logprobs!.Content![0];
        Assert.Equal(12.0, token.Logprob);
        Assert.Equal([12], token.Bytes!);
        Assert.Empty(AdditionalPropertyPaths.GetPaths(completion));
    }

    [Fact]
    public void ReadAmount_ManyDigits_PreservesAllDigits()
    {
        const string Json = """{"meta":{"usage":{"credits_used":6062.25,"usd_spent":0.0030311234567890123456}}}""";

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(Json)!;

        Assert.Equal(0.0030311234567890123456m, completion.Meta!.Usage!.UsdSpent);
        Assert.Equal(Json, completion.ToJson());
    }

    [Fact]
    public void TryReadProperty_RepeatedProperty_LastValueWins()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"id":"a","id":"b","x":1,"x":2}""")!;

        Assert.Equal("b", completion.Id);
        Assert.Equal(2, completion.AdditionalProperties["x"].GetInt32());
    }

    [Fact]
    public void TryReadProperty_EscapedName_IsUnescaped()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"\u0069d":"a","\u0078":1}""")!;

        Assert.Equal("a", completion.Id);
        Assert.Equal(1, completion.AdditionalProperties["x"].GetInt32());
    }
}
