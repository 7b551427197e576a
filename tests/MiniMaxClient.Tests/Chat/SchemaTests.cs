using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniMaxClient.Tests.Chat;

/// <summary>What holds for every object of the schema, whatever a server sends.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void Response_WithUnknownFieldsAtEveryLevel_KeepsThemInPlaceAndWritesThemBack()
    {
        string json = WithUnknownFields(ContractResponses.Response);

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.All(AdditionalPropertyPaths.GetObjects(completion), AssertUnknown);
        Assert.Empty(JsonDifference.Between(json, completion.ToString()));
    }

    [Fact]
    public void Chunk_WithUnknownFieldsAtEveryLevel_KeepsThemInPlaceAndWritesThemBack()
    {
        string json = WithUnknownFields(ContractResponses.Chunk);

        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        Assert.All(AdditionalPropertyPaths.GetObjects(chunk), AssertUnknown);
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

        Assert.All(AdditionalPropertyPaths.GetObjects(request).Where(o => o is not ModeToolChoice), AssertUnknown);
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
        Assert.Empty(AdditionalPropertyPaths.GetPaths(completion));
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
        Assert.Empty(AdditionalPropertyPaths.GetPaths(completion));
        Assert.DoesNotContain("null", completion.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Response_WithNullChoices_HasNoChoice()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"choices":null}""")!;

        Assert.Empty(completion.Choices);
        Assert.Equal("", completion.Text);
        Assert.Equal("", completion.Reasoning);
        Assert.Equal(new AssistantMessage(), completion.Message);
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
        foreach (Type type in types.Where(type =>
            type != typeof(ChatCompletionEnvelope)
            && (type.BaseType == typeof(SchemaObject) || type.BaseType == typeof(ChatCompletionEnvelope))))
        {
            var read = (SchemaObject)JsonSerializer.Deserialize("{}", type)!;

            Assert.Empty(read.AdditionalProperties);
            Assert.StartsWith("{", read.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(typeof(ChatCompletion), "[]")]
    [InlineData(typeof(ChatCompletion), "\"x\"")]
    [InlineData(typeof(ChatMessage), "\"user\"")]
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
    public void AdditionalProperties_SetToNull_AreEmpty()
    {
        ChatCompletion completion = new() { AdditionalProperties = null! };

        Assert.Empty(completion.AdditionalProperties);
        Assert.Equal("{}", completion.ToString());
    }

    [Fact]
    public void AdditionalProperties_FromLenientJson_AreWrittenStrictly()
    {
        using JsonDocument document = JsonDocument.Parse(
            "[1, /* two */ 2,]", new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var completion = new ChatCompletion
        {
            AdditionalProperties = new Dictionary<string, JsonElement> { ["x_new"] = document.RootElement },
        };

        Assert.Equal("""{"x_new":[1,2]}""", completion.ToString());
    }

    [Fact]
    public void UnknownField_WithBytesThatAreNotUtf8_IsKeptWithTheReplacementCharacter()
    {
        byte[] json = [.. """{"id":"""u8, (byte)'"', 0xff, (byte)'"', .. ""","x_new":"""u8, (byte)'"', 0xfe, (byte)'"', (byte)'}'];

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.Equal("�", completion.Id);
        Assert.Equal("�", JsonElement.Parse(completion.ToString()).GetProperty("x_new").GetString());
    }

    [Fact]
    public void RequiredProperties_ThatAreMissing_AreEmptyAndNotNull()
    {
        Assert.Equal("", JsonSerializer.Deserialize<Prediction>("{}")!.Content.Text);
        Assert.Equal("", JsonSerializer.Deserialize<ChatCompletionRequest>("{}")!.Model);
        Assert.Empty(JsonSerializer.Deserialize<ChatCompletionRequest>("{}")!.Messages);
        Assert.Empty(JsonSerializer.Deserialize<AllowedTools>("{}")!.Tools);
        Assert.NotNull(JsonSerializer.Deserialize<ChatChoice>("{}")!.Message);
        Assert.Equal("", JsonSerializer.Deserialize<UserMessage>("""{"role":"user"}""")!.Content.Text);
        Assert.Equal("", JsonSerializer.Deserialize<ImagePart>("""{"type":"image_url"}""")!.ImageUrl.Url);
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
