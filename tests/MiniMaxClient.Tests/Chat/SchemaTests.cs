using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniMaxClient.Tests.Chat;

/// <summary>What holds for every object of the schema, whatever a server sends.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void Response_WithUnknownFieldsAtEveryLevel_KeepsThemInPlaceAndWritesThemBack()
    {
        string json = WithUnknownFields(ContractAnswers.Response);

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.All(AdditionalPaths.Objects(completion), AssertUnknown);
        Assert.Empty(JsonDifference.Between(json, completion.ToString()));
    }

    [Fact]
    public void Chunk_WithUnknownFieldsAtEveryLevel_KeepsThemInPlaceAndWritesThemBack()
    {
        string json = WithUnknownFields(ContractAnswers.Chunk);

        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        Assert.All(AdditionalPaths.Objects(chunk), AssertUnknown);
        Assert.Empty(JsonDifference.Between(json, chunk.ToString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Request_WithUnknownFieldsAtEveryLevel_KeepsThemInPlaceAndWritesThemBack(int index)
    {
        string json = WithUnknownFields(ContractRequests.All[index].ToString());

        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(json)!;

        Assert.All(AdditionalPaths.Objects(request).Where(o => o is not ToolChoice { Mode: not null }), AssertUnknown);
        Assert.Empty(JsonDifference.Between(json, request.ToString()));
    }

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
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":5,"type":"function","index":"a","function":{"name":1,"arguments":{"city":"Oslo"}}}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{"name":1,"input":2}}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"a","type":"mcp","server":"x"},{"id":"b","type":5}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":"f"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":5,"content":"x"}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","annotations":[{"type":1,"url_citation":{"end_index":"9"}}],"audio":"UklG"}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","reasoning_details":{"text":"x"},"reasoning_content":["x"],"reasoning":{}}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant"},"logprobs":{"content":[{"token":1,"logprob":"x","bytes":[1,2.5]}],"refusal":0}}]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant"},"logprobs":{"content":[{"logprob":1e400,"bytes":["a"]}]}}]}""")]
    public void Response_WithWrongTypes_IsReadAndWrittenBackAsItCame(string json)
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        // Views never throw either, whatever the fields hold.
        _ = (completion.Text, completion.Reasoning, completion.FinishReason);
        Assert.Empty(JsonDifference.Between(json, completion.ToString()));
    }

    [Theory]
    [InlineData("""{"usage":[],"choices":7}""")]
    [InlineData("""{"choices":[{"delta":"x","index":0.5,"finish_reason":{}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":[{"type":"text","text":"x"}],"role":1,"tool_calls":[{"index":"0","id":1,"type":2,"function":"f"}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"function":{"name":1,"arguments":{}},"custom":{"input":[]}}],"refusal":0}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":1,"reasoning":2,"reasoning_details":"x","audio_content":{},"name":[]}}]}""")]
    public void Chunk_WithWrongTypes_IsReadAndWrittenBackAsItCame(string json)
    {
        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        _ = (chunk.Text, chunk.Reasoning, chunk.FinishReason);
        Assert.Empty(JsonDifference.Between(json, chunk.ToString()));
    }

    [Theory]
    [InlineData("""{"model":5,"messages":"x"}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5},{"role":"system","content":{}},{"role":"tool","tool_call_id":5,"content":1}]}""")]
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
    public void Request_WithWrongTypes_IsReadAndWrittenBackAsItCame(string json)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(json)!;

        Assert.Empty(JsonDifference.Between(json, request.ToString()));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("12.0")]
    [InlineData("12.000")]
    [InlineData("1.2e1")]
    [InlineData("1.2E+1")]
    [InlineData("120e-1")]
    public void Numbers_WholeByValue_AreReadWhateverTheirForm(string number)
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
        Assert.Empty(AdditionalPaths.Of(completion));
    }

    [Fact]
    public void Money_WithManyDigits_KeepsThemAll()
    {
        const string Json = """{"meta":{"usage":{"credits_used":6062.25,"usd_spent":0.0030311234567890123456}}}""";

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(Json)!;

        Assert.Equal(0.0030311234567890123456m, completion.Meta!.Usage!.UsdSpent);
        Assert.Equal(Json, completion.ToString());
    }

    [Fact]
    public void Response_WithNulls_ReadsThemAsAbsent()
    {
        const string Json =
            """
            {"id":null,"created":null,"usage":null,"base_resp":null,"choices":[{"index":null,"finish_reason":null,"logprobs":null,
              "message":{"role":null,"content":null,"refusal":null,"tool_calls":null,"annotations":null,"audio":null}}]}
            """;

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(Json)!;

        Assert.Null(completion.Id);
        Assert.Null(completion.Usage);
        Assert.Null(completion.FinishReason);
        Assert.Null(completion.Message.Content);
        Assert.Null(completion.Message.ToolCalls);
        Assert.Equal("", completion.Text);
        Assert.Empty(AdditionalPaths.Of(completion));
        Assert.DoesNotContain("null", completion.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Response_WithNullChoices_HasNoChoice()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"choices":null}""")!;

        Assert.Empty(completion.Choices);
        Assert.Equal("", completion.Text);
        Assert.Equal("", completion.Reasoning);
        Assert.Throws<InvalidOperationException>(() => completion.Message);
    }

    [Fact]
    public void UnknownField_WithNull_IsKept()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"x_new":null}""")!;

        Assert.Equal(JsonValueKind.Null, completion.AdditionalProperties["x_new"].ValueKind);
        Assert.Equal("""{"x_new":null}""", completion.ToString());
    }

    [Fact]
    public void EveryType_FromAnEmptyObject_IsReadAndWritten()
    {
        Type[] types =
        [
            .. typeof(SchemaObject).Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(SchemaObject)) && type != typeof(ChatMessage) && type.BaseType != typeof(ChatMessage)),
        ];

        Assert.Contains(typeof(ChatCompletion), types);
        foreach (Type type in types.Where(type => type.BaseType == typeof(SchemaObject)))
        {
            var read = (SchemaObject)JsonSerializer.Deserialize("{}", type)!;

            Assert.Empty(read.AdditionalProperties);
            Assert.StartsWith("{", read.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(typeof(ChatCompletion), "[]")]
    [InlineData(typeof(ChatCompletion), "\"x\"")]
    [InlineData(typeof(ChatMessage), "{}")]
    [InlineData(typeof(ChatMessage), """{"role":"wizard"}""")]
    [InlineData(typeof(MessageContent), "{}")]
    [InlineData(typeof(FinishReason), "5")]
    [InlineData(typeof(ToolChoice), "5")]
    public void Json_OfAnotherKindThanTheType_ThrowsJsonException(Type type, string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, type));

    [Fact]
    public void Request_WithRequiredFieldsOnly_WritesNothingElse()
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("Hi"), ChatMessage.Assistant("Hello")] };

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}""", request.ToString());
    }

    [Fact]
    public void Request_WithOptionalFieldsSetToNull_NeverWritesNull()
    {
        foreach (ChatCompletionRequest request in ContractRequests.All)
            Assert.DoesNotContain("null", request.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_AreNotSerialized()
    {
        var request = new ChatCompletionRequest
        {
            Model = "m", Messages = [], Options = new() { ClientRequestId = "id-1", Timeout = TimeSpan.FromSeconds(1) },
        };

        Assert.Equal("""{"model":"m","messages":[]}""", request.ToString());
        Assert.Null(JsonSerializer.Deserialize<ChatCompletionRequest>(JsonSerializer.Serialize(request))!.Options);
    }

    [Fact]
    public void WithProperty_AddsToACopyAndKeepsTheType()
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [] };

        ChatCompletionRequest changed =
            request.WithProperty("min_p", 0.1).WithProperty("tags", new JsonArray("a")).WithProperty("off", null);

        Assert.Equal("""{"model":"m","messages":[]}""", request.ToString());
        Assert.Equal("""{"model":"m","messages":[],"min_p":0.1,"tags":["a"],"off":null}""", changed.ToString());
        Assert.Equal("""{"model":"m","messages":[],"min_p":0.2,"tags":["a"],"off":null}""", changed.WithProperty("min_p", 0.2).ToString());
    }

    [Fact]
    public void WithProperty_OnAMessageAndAPart_IsWrittenThere()
    {
        UserMessage message = ChatMessage.User([ContentPart.FromText("Hi").WithProperty("cache_control", "x")])
            .WithProperty("weight", 1);

        Assert.Equal(
            """{"role":"user","content":[{"type":"text","text":"Hi","cache_control":"x"}],"weight":1}""", message.ToString());
    }

    [Fact]
    public void WithProperty_OfAFieldThatIsSet_IsWrittenOnce()
    {
        UserMessage message = ChatMessage.User("Hi").WithProperty("content", "Ho").WithProperty("name", "Ann");

        Assert.Empty(JsonDifference.Between("""{"role":"user","content":"Ho","name":"Ann"}""", message.ToString()));
    }

    [Fact]
    public void WithProperty_WithPlusAndLetters_WritesThemAsTheyAre() =>
        Assert.Equal(
            """{"role":"user","content":"Hi","x":{"a":"1+1=é"}}""",
            ChatMessage.User("Hi").WithProperty("x", new JsonObject { ["a"] = "1+1=é" }).ToString());

    [Fact]
    public void WithProperty_BadArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => ((ChatMessage)null!).WithProperty("a", 1));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.User("Hi").WithProperty(null!, 1));
        Assert.Throws<ArgumentException>(() => ChatMessage.User("Hi").WithProperty(" ", 1));
    }

    [Fact]
    public void AdditionalProperties_SetToNull_AreEmpty()
    {
        ChatCompletion completion = new() { AdditionalProperties = null! };

        Assert.Empty(completion.AdditionalProperties);
        Assert.Equal("{}", completion.ToString());
    }

    [Fact]
    public void Property_SentTwice_TheLastOneCounts()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"id":"a","id":"b","x":1,"x":2}""")!;

        Assert.Equal("b", completion.Id);
        Assert.Equal(2, completion.AdditionalProperties["x"].GetInt32());
    }

    [Fact]
    public void PropertyNames_WithEscapes_AreTheSameNames()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"\u0069d":"a","\u0078":1}""")!;

        Assert.Equal("a", completion.Id);
        Assert.Equal(1, completion.AdditionalProperties["x"].GetInt32());
    }

    private static void AssertUnknown(SchemaObject schemaObject) =>
        Assert.Equal("""{"a":[1,null]}""", Assert.Contains("x_new", schemaObject.AdditionalProperties).GetRawText());

    /// <summary>The JSON with one more field in every object, save those that are the caller's own: a JSON Schema, a map of numbers.</summary>
    private static string WithUnknownFields(string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        Add(root);
        return root.ToJsonString();

        static void Add(JsonNode? node)
        {
            if (node is JsonArray items)
            {
                foreach (JsonNode? item in items)
                    Add(item);
            }
            else if (node is JsonObject values)
            {
                foreach (KeyValuePair<string, JsonNode?> value in values.Where(v => v.Key is not ("parameters" or "schema" or "logit_bias")))
                    Add(value.Value);
                values["x_new"] = JsonNode.Parse("""{"a":[1,null]}""");
            }
        }
    }
}
