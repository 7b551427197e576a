using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Guarantees for every object of the schema, independent of the JSON that a server sends.</summary>
public sealed class SchemaObjectTests
{
    [Fact]
    public void Deserialize_ResponseWithUnknownProperties_PreservesThemAtEveryLevel()
    {
        string json = AddUnknownProperties(ContractResponses.Response);

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.All(AdditionalPropertyPaths.GetObjects(completion), AssertHasUnknownProperty);
        Assert.Empty(JsonDifference.Between(json, completion.ToJson()));
    }

    [Fact]
    public void Deserialize_ChunkWithUnknownProperties_PreservesThemAtEveryLevel()
    {
        string json = AddUnknownProperties(ContractResponses.Chunk);

        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;

        Assert.All(AdditionalPropertyPaths.GetObjects(chunk), AssertHasUnknownProperty);
        Assert.Empty(JsonDifference.Between(json, chunk.ToJson()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Deserialize_RequestWithUnknownProperties_PreservesThemAtEveryLevel(int index)
    {
        string json = AddUnknownProperties(ContractRequests.All[index].ToJson());

        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(json)!;

        Assert.All(AdditionalPropertyPaths.GetObjects(request).Where(o => o is not ModeToolChoice), AssertHasUnknownProperty);
        Assert.Empty(JsonDifference.Between(json, request.ToJson()));
    }

    [Fact]
    public void Deserialize_NullProperties_AreTreatedAsMissing()
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
        Assert.DoesNotContain("null", completion.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_UnknownPropertyWithNull_PreservesIt()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>("""{"x_new":null}""")!;

        Assert.Equal(JsonValueKind.Null, completion.AdditionalProperties["x_new"].ValueKind);
        Assert.Equal("""{"x_new":null}""", completion.ToJson());
    }

    [Fact]
    public void Deserialize_EmptyObject_CreatesEveryType()
    {
        Type[] types =
        [
            .. typeof(SchemaObject).Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(SchemaObject)) && type != typeof(ChatMessage) && type.BaseType != typeof(ChatMessage)),
        ];

        Assert.Contains(typeof(ChatCompletion), types);
        foreach (Type type in types.Where(type =>
            type != typeof(ChatCompletionEnvelope) && type != typeof(MediaUrl)
            && (type.BaseType == typeof(SchemaObject) || type.BaseType == typeof(ChatCompletionEnvelope)
                || type.BaseType == typeof(MediaUrl))))
        {
            var read = (SchemaObject)JsonSerializer.Deserialize("{}", type)!;

            Assert.Empty(read.AdditionalProperties);
            Assert.StartsWith("{", read.ToJson(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AdditionalProperties_SetToNull_AreEmpty()
    {
        ChatCompletion completion = new() { AdditionalProperties = null! };

        Assert.Empty(completion.AdditionalProperties);
        Assert.Equal("{}", completion.ToJson());
    }

    [Fact]
    public void AdditionalProperties_FromJsonWithComments_AreWrittenWithoutThem()
    {
        using JsonDocument document = JsonDocument.Parse(
            "[1, /* two */ 2,]", new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var completion = new ChatCompletion
        {
            AdditionalProperties = new Dictionary<string, JsonElement> { ["x_new"] = document.RootElement },
        };

        Assert.Equal("""{"x_new":[1,2]}""", completion.ToJson());
    }

    [Fact]
    public void Deserialize_InvalidUtf8_UsesReplacementCharacter()
    {
        byte[] json = [.. """{"id":"""u8, (byte)'"', 0xff, (byte)'"', .. ""","x_new":"""u8, (byte)'"', 0xfe, (byte)'"', (byte)'}'];

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.Equal("�", completion.Id);
        Assert.Equal("�", JsonElement.Parse(completion.ToJson()).GetProperty("x_new").GetString());
    }

    [Fact]
    public void Deserialize_MissingRequiredProperties_SetsEmptyValues()
    {
        Assert.Equal("", JsonSerializer.Deserialize<Prediction>("{}")!.Content.Text);
        Assert.Equal("", JsonSerializer.Deserialize<ChatCompletionRequest>("{}")!.Model);
        Assert.Empty(JsonSerializer.Deserialize<ChatCompletionRequest>("{}")!.Messages);
        Assert.Empty(JsonSerializer.Deserialize<AllowedTools>("{}")!.Tools);
        Assert.NotNull(JsonSerializer.Deserialize<ChatChoice>("{}")!.Message);
        Assert.Equal("", JsonSerializer.Deserialize<UserMessage>("""{"role":"user"}""")!.Content.Text);
        Assert.Null(JsonSerializer.Deserialize<ImagePart>("""{"type":"image_url"}""")!.ImageUrl.Url);
        Assert.Null(JsonSerializer.Deserialize<VideoPart>("""{"type":"video_url"}""")!.VideoUrl.Url);
    }

    [Fact]
    public void ToString_ObjectWithoutJsonRepresentation_DoesNotThrow()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };
        JsonElement disposed;
        using (JsonDocument document = JsonDocument.Parse("{}"))
            disposed = document.RootElement;
        foreach (SchemaObject invalid in (SchemaObject[])
            [
                request with { Temperature = double.NaN }, request with { Messages = [null!] }, request with { Messages = null! },
                request with { AdditionalProperties = new Dictionary<string, JsonElement> { ["a"] = default } },
                request with { AdditionalProperties = new Dictionary<string, JsonElement> { ["a"] = disposed } },
                request with { LogitBias = new Dictionary<string, double> { ["a"] = double.PositiveInfinity } },
                new UserMessage { Content = null! }, new FunctionTool { Function = null! }, ChatMessage.User([null!]),
            ])
            Assert.NotNull(invalid.ToString());
    }

    private static void AssertHasUnknownProperty(SchemaObject schemaObject) =>
        Assert.Equal("""{"a":[1,null]}""", Assert.Contains("x_new", schemaObject.AdditionalProperties).GetRawText());

    /// <summary>Adds an unknown property to every object except those without a schema: a JSON Schema and a map of numbers.</summary>
    private static string AddUnknownProperties(string json)
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
