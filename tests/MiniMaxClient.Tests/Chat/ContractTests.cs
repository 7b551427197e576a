using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniMaxClient.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Every property path of AIML API's OpenAPI documents, and every observed path, has a typed property.</summary>
/// <remarks><c>contract-paths.json</c> has a unique value for each path; <c>[]</c> and <c>{}</c> match any list and object.</remarks>
public sealed class ContractTests
{
    private static readonly JsonElement Contract = ReadContract();

    public static IEnumerable<TheoryDataRow<string>> RequestPaths => GetPaths("request");

    public static IEnumerable<TheoryDataRow<string>> ResponsePaths => GetPaths("response", "response_undocumented");

    public static IEnumerable<TheoryDataRow<string>> ChunkPaths => GetPaths("chunk", "chunk_undocumented");

    [Theory]
    [MemberData(nameof(RequestPaths))]
    public void Request_PropertySet_WritesPath(string path)
    {
        IEnumerable<JsonElement> written = ContractRequests.All.Select(Write).SelectMany(json => JsonPath.Find(json, path));

        Assert.Contains(written, value => IsSample(value, GetSample(path, "request")));
    }

    [Theory]
    [MemberData(nameof(RequestPaths))]
    public void Request_RoundTrip_HasPathInTypedProperty(string path)
    {
        ChatCompletionRequest[] read =
            [.. ContractRequests.All.Select(Write).Select(json => json.Deserialize<ChatCompletionRequest>()!)];

        Assert.DoesNotContain(JsonPath.Normalize(path), read.SelectMany(AdditionalPropertyPaths.GetPaths));
        Assert.Contains(
            read.Select(Write).SelectMany(json => JsonPath.Find(json, path)), value => IsSample(value, GetSample(path, "request")));
    }

    [Fact]
    public void Request_RoundTrip_IsEqualWithoutAdditionalProperties()
    {
        foreach (ChatCompletionRequest request in ContractRequests.All)
        {
            ChatCompletionRequest read = JsonSerializer.Deserialize<ChatCompletionRequest>(request.ToJson())!;

            Assert.Empty(AdditionalPropertyPaths.GetPaths(read));
            Assert.Equal(request.ToJson(), read.ToJson());
        }
    }

    [Theory]
    [MemberData(nameof(ResponsePaths))]
    public void Response_Path_HasTypedProperty(string path)
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(ContractResponses.Response)!;

        JsonElement sample = GetSample(path, "response", "response_undocumented");
        Assert.Contains(JsonPath.Find(JsonElement.Parse(ContractResponses.Response), path), value => IsSample(value, sample));
        AssertValue(sample, ContractProperties.ResponseProperties[path](completion));
        Assert.DoesNotContain(JsonPath.Normalize(path), AdditionalPropertyPaths.GetPaths(completion));
        Assert.Contains(JsonPath.Find(JsonElement.Parse(completion.ToJson()), path), value => IsSample(value, sample));
    }

    [Theory]
    [MemberData(nameof(ChunkPaths))]
    public void Chunk_Path_HasTypedProperty(string path)
    {
        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(ContractResponses.Chunk)!;

        JsonElement sample = GetSample(path, "chunk", "chunk_undocumented");
        Assert.Contains(JsonPath.Find(JsonElement.Parse(ContractResponses.Chunk), path), value => IsSample(value, sample));
        AssertValue(sample, ContractProperties.ChunkProperties[path](chunk));
        Assert.DoesNotContain(JsonPath.Normalize(path), AdditionalPropertyPaths.GetPaths(chunk));
        Assert.Contains(JsonPath.Find(JsonElement.Parse(chunk.ToJson()), path), value => IsSample(value, sample));
    }

    [Fact]
    public void Response_RoundTrip_IsEqualWithoutAdditionalProperties()
    {
        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(ContractResponses.Response)!;

        Assert.Empty(AdditionalPropertyPaths.GetPaths(completion));
        Assert.Empty(JsonDifference.Between(ContractResponses.Response, completion.ToJson()));
        Assert.Equal("fp_1", completion.SystemFingerprint);
        Assert.Equal(ServiceTier.Default, completion.ServiceTier);
        Assert.Equal("reasoning in the other form", completion.Message.RawReasoning);
        AssertDetail(Assert.Single(completion.Message.ReasoningDetails!));
    }

    [Fact]
    public void Chunk_RoundTrip_IsEqualWithoutAdditionalProperties()
    {
        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(ContractResponses.Chunk)!;

        Assert.Empty(AdditionalPropertyPaths.GetPaths(chunk));
        Assert.Empty(JsonDifference.Between(ContractResponses.Chunk, chunk.ToJson()));
        ChatDelta delta = chunk.Choices[0].Delta!;
        Assert.Equal("fp_1", chunk.SystemFingerprint);
        Assert.Equal((0, "success"), (chunk.BaseResp!.StatusCode, chunk.BaseResp.StatusMessage));
        Assert.Equal("reasoning in the other form", delta.RawReasoning);
        Assert.Equal(("run_sql", "select 1"), (delta.ToolCalls![1].Custom!.Name, delta.ToolCalls[1].Custom!.Input));
        AssertDetail(Assert.Single(delta.ReasoningDetails!));
    }

    [Fact]
    public void Request_PropertiesOutsideContract_HaveWireNames()
    {
        JsonElement json = Write(ContractRequests.All[0]);

        Assert.Equal(4097, json.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal(40, json.GetProperty("top_k").GetInt32());
        Assert.Equal(2, json.GetProperty("n").GetInt32());
        Assert.Equal("""["END"]""", json.GetProperty("stop").GetRawText());
        Assert.Equal(1.5, json.GetProperty("repetition_penalty").GetDouble());
        Assert.Equal("""{"type":"disabled"}""", json.GetProperty("thinking").GetRawText());
        Assert.True(json.GetProperty("reasoning_split").GetBoolean());
        Assert.Equal("priority", json.GetProperty("service_tier").GetString());
        Assert.True(json.GetProperty("mask_sensitive_info").GetBoolean());
        Assert.Equal("user-1", json.GetProperty("user").GetString());
        Assert.Contains(
            """{"type":"video_url","video_url":{"url":"mm_file://4711","detail":"default","max_long_side_pixel":720,"fps":0.5}}""",
            json.GetRawText(),
            StringComparison.Ordinal);
    }

    // Markers of Messages; the contract is that of chat completions.
    private const string MarkedRequest =
        """
        {"model":"m","messages":[
          {"role":"system","content":"s","cache_control":{"type":"ephemeral"}},
          {"role":"developer","content":"d","cache_control":{"type":"ephemeral"}},
          {"role":"user","cache_control":{"type":"ephemeral"},"content":[
            {"type":"text","text":"t","cache_control":{"type":"ephemeral"}},
            {"type":"image_url","image_url":{"url":"https://a/b.png"},"cache_control":{"type":"ephemeral"}},
            {"type":"video_url","video_url":{"url":"https://a/b.mp4"},"cache_control":{"type":"ephemeral"}},
            {"type":"file","file":{"file_id":"f"},"cache_control":{"type":"ephemeral"}}]},
          {"role":"assistant","cache_control":{"type":"ephemeral"},
            "content":[{"type":"refusal","refusal":"r","cache_control":{"type":"ephemeral"}}],
            "tool_calls":[
              {"id":"1","type":"function","function":{"name":"f","arguments":"{}"},"cache_control":{"type":"ephemeral"}},
              {"id":"2","type":"custom","custom":{"name":"f","input":"i"},"cache_control":{"type":"ephemeral"}}]},
          {"role":"tool","tool_call_id":"1","content":"1","cache_control":{"type":"ephemeral"}}],
         "tools":[
          {"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral"}},
          {"type":"custom","custom":{"name":"g"},"cache_control":{"type":"ephemeral"}}]}
        """;

    [Fact]
    public void Samples_Combined_SetEveryPropertyOfEveryRecord()
    {
        SchemaObject[] roots =
        [
            .. ContractRequests.All,
            JsonSerializer.Deserialize<ChatCompletion>(ContractResponses.Response)!,
            JsonSerializer.Deserialize<ChatCompletionChunk>(ContractResponses.Chunk)!,
            JsonSerializer.Deserialize<ChatDelta>("""{"content":[{"type":"text","text":"Hello"}]}""")!,
            JsonSerializer.Deserialize<ModelInfo>(ContractResponses.Model)!,
            JsonSerializer.Deserialize<TokenCount>("""{"input_tokens":15}""")!,
            JsonSerializer.Deserialize<Usage>("""{"prompt_tokens_details":{"cache_write_tokens":1}}""")!,
            JsonSerializer.Deserialize<ChatCompletionRequest>(MarkedRequest)!,
        ];
        SchemaObject[] objects = [.. roots.SelectMany(AdditionalPropertyPaths.GetObjects)];

        IEnumerable<string> unset = typeof(SchemaObject).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(SchemaObject)) && !type.IsAbstract && !type.Name.StartsWith("Unknown", StringComparison.Ordinal))
            .SelectMany(AdditionalPropertyPaths.GetFields, (type, property) => (Type: type, Property: property))
            .Where(field => !field.Property.IsDefined(typeof(JsonIgnoreAttribute)))
            .Where(field => !objects.Any(o => o.GetType() == field.Type && field.Property.GetValue(o) is not null))
            .Select(field => $"{field.Type.Name}.{field.Property.Name}");

        Assert.Empty(unset);
    }

    [Fact]
    public void Model_RoundTrip_IsEqualWithoutAdditionalProperties()
    {
        var model = JsonSerializer.Deserialize<ModelInfo>(ContractResponses.Model)!;
        Assert.Empty(AdditionalPropertyPaths.GetPaths(model));
        Assert.Empty(JsonDifference.Between(JsonElement.Parse(ContractResponses.Model), JsonElement.Parse(model.ToJson())));
    }

    private static void AssertDetail(ReasoningDetail detail)
    {
        Assert.Equal(("reasoning.text", "reasoning-text-1"), (detail.Type, detail.Id));
        Assert.Equal(("MiniMax-response-v1", 2), (detail.Format, detail.Index));
        Assert.Equal(("reasoning in detail", "c2ln"), (detail.Text, detail.Signature));
    }

    private static void AssertValue(JsonElement sample, object? value)
    {
        Assert.NotNull(value);
        if (sample.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            return;
        string text = value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        Assert.Equal(sample.ValueKind == JsonValueKind.String ? sample.GetString() : sample.GetRawText(), text);
    }

    private static bool IsSample(JsonElement value, JsonElement sample) =>
        sample.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? value.ValueKind == sample.ValueKind
            : JsonDifference.Between(sample, value).Count == 0;

    private static JsonElement Write(ChatCompletionRequest request)
    {
        var body = new ArrayBufferWriter<byte>();
        OpenAIRequestWriter.Write(body, request, new(request.Model, IsStreaming: true));
        return JsonElement.Parse(body.WrittenSpan);
    }

    private static JsonElement GetSample(string path, params ReadOnlySpan<string> sections)
    {
        foreach (string section in sections)
        {
            if (Contract.GetProperty(section).TryGetProperty(path, out JsonElement sample))
                return sample;
        }

        throw new InvalidOperationException($"{path} is not in the contract.");
    }

    private static IEnumerable<TheoryDataRow<string>> GetPaths(params string[] sections) => sections
        .SelectMany(section => Contract.GetProperty(section).EnumerateObject())
        .Select(path => new TheoryDataRow<string>(path.Name) { Label = path.Name });

    private static JsonElement ReadContract()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("contract-paths.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
