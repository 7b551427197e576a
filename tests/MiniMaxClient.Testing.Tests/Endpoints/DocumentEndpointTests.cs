using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Endpoints;

public sealed class DocumentEndpointTests : IAsyncLifetime
{
    private static readonly (string, string) Bearer = ("Authorization", "Bearer test-key");
    private static readonly (string, string) ApiKey = ("x-api-key", "test-key");
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task AimlApi_WithoutApiKey_ReturnsIdentities()
    {
        JsonElement list = await JsonAsync(_emulator.AimlApi + "/models");

        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.Equal(11, list.GetProperty("data").GetArrayLength());
        Assert.Equal(
            """{"id":"minimax/m2-7-20260402","aliases":["minimax/m2-7"],"type":"openai/chat-completions","info":{"name":"MiniMax-M2.7","developer":"MiniMax","contextLength":204800,"outputMax":204800},"tags":[]}""",
            Model(list, "minimax/m2-7-20260402").GetRawText());
        Assert.Equal(JsonValueKind.Null, Model(list, "minimax/m2").GetProperty("aliases").ValueKind);
    }

    [Theory]
    [InlineData("?include=pricing", "pricing")]
    [InlineData("?include=modalities,%20capabilities,unknown", "modalities capabilities")]
    [InlineData("?include=all", "pricing modalities capabilities")]
    [InlineData("?details=true", "pricing modalities capabilities")]
    [InlineData("?include=", "")]
    public async Task AimlApi_WithInclude_ReturnsSections(string query, string sections)
    {
        JsonElement model = Model(await JsonAsync(_emulator.AimlApi + "/models" + query), "minimax/m2-7-highspeed");

        Assert.Equal(sections, string.Join(' ', model.EnumerateObject().Select(p => p.Name).Except(["id", "aliases", "type", "info", "tags"])));
        if (sections.Contains("pricing", StringComparison.Ordinal))
        {
            Assert.Equal(
                """{"currency":"USD","kind":"fixed","units":[{"name":"token","content":"text","origin":"provided","price":0.78,"per":1000000},{"name":"token","content":"text","origin":"generated","price":3.12,"per":1000000}]}""",
                model.GetProperty("pricing").GetRawText());
        }
    }

    [Theory]
    [InlineData("?id=minimax/m2,minimax/m2-7", "minimax/m2 minimax/m2-7-20260402")]
    [InlineData("?input_modalities=video,image", "minimax/minimax-m3.1-flash")]
    [InlineData("?modalities=video&id=minimax/m2", "")]
    [InlineData("?output_modalities=image", "")]
    [InlineData("?capabilities=function_calling&id=minimax/m2", "minimax/m2")]
    [InlineData("?id=gpt-5", "")]
    [InlineData("?type=internal/text-to-speech", "")]
    public async Task AimlApi_WithFilter_ReturnsMatchingModels(string query, string ids) =>
        Assert.Equal(ids, string.Join(' ', Ids(await JsonAsync(_emulator.AimlApi + "/models" + query))));

    [Fact]
    public async Task AimlApi_Flash_HasContextAndModalities()
    {
        JsonElement list = await JsonAsync(_emulator.AimlApi + "/models?include=modalities");

        Assert.Equal(
            """{"id":"minimax/minimax-m3.1-flash","aliases":null,"type":"openai/chat-completions","info":{"name":"MiniMax-M3.1-Flash","developer":"MiniMax","contextLength":1000000,"outputMax":524288},"tags":[],"modalities":{"input":["text","image","video"],"output":["text"]}}""",
            Model(list, "minimax/minimax-m3.1-flash").GetRawText());
        Assert.Equal(
            """{"name":"MiniMax-M1","developer":"MiniMax","contextLength":1000000}""",
            Model(list, "minimax/m1").GetProperty("info").GetRawText());
    }

    [Fact]
    public async Task AimlApi_MatchingETag_ReturnsNotModified()
    {
        string uri = _emulator.AimlApi + "/models";
        using HttpResponseMessage first = await Wire.GetAsync(uri);
        string tag = first.Header("ETag");

        using HttpResponseMessage same = await Wire.GetAsync(uri, ("If-None-Match", $"\"other\", {tag}"));
        using HttpResponseMessage strong = await Wire.GetAsync(uri, ("If-None-Match", tag[2..]));
        using HttpResponseMessage any = await Wire.GetAsync(uri, ("If-None-Match", "*"));
        using HttpResponseMessage other = await Wire.GetAsync(uri, ("If-None-Match", "W/\"other\""));
        using HttpResponseMessage priced = await Wire.GetAsync(uri + "?include=pricing", ("If-None-Match", tag));

        Assert.Matches("^W/\"[0-9A-F]{32}\"$", tag);
        Assert.Equal(
            [200, 304, 304, 304, 200, 200],
            new[] { first, same, strong, any, other, priced }.Select(response => (int)response.StatusCode));
        Assert.Equal(tag, same.Header("ETag"));
        Assert.Equal("", await same.TextAsync());
        Assert.Null(same.Content.Headers.ContentType);
        Assert.NotEqual(tag, priced.Header("ETag"));
    }

    [Fact]
    public async Task AimlApi_LegacyPath_ReturnsArray()
    {
        JsonElement list = await JsonAsync(new Uri(_emulator.AimlApi, "/aimlapi/models").ToString());

        Assert.Equal(JsonValueKind.Array, list.ValueKind);
        Assert.Equal(
            ["[].id", "[].type", "[].info", "[].info.name", "[].info.developer", "[].info.description", "[].info.contextLength",
                "[].info.maxTokens", "[].info.url", "[].info.docs_url", "[].features", "[].endpoints"],
            Wire.Names(list));
        Assert.Equal("/models", Assert.Single(_emulator.Requests).Path);
    }

    [Fact]
    public async Task RunApi_ByApiKeyHeader_ReturnsMatchingFormat()
    {
        string uri = _emulator.RunApi + "/models";

        JsonElement openAI = await JsonAsync(uri, Bearer);
        JsonElement anthropic = await JsonAsync(uri, ApiKey);
        JsonElement both = await JsonAsync(uri, Bearer, ApiKey);

        Assert.Equal("""{"id":"MiniMax-M3","object":"model","created":1780272000,"owned_by":"minimax"}""", openAI.GetProperty("data")[0].GetRawText());
        Assert.Equal(["object", "data"], openAI.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            """{"id":"MiniMax-M2.7","created_at":"2026-03-18T02:00:00Z","display_name":"MiniMax-M2.7","type":"model"}""",
            Model(anthropic, "MiniMax-M2.7").GetRawText());
        Assert.Equal("MiniMax-M3", anthropic.GetProperty("first_id").GetString());
        Assert.False(anthropic.GetProperty("has_more").GetBoolean());
        Assert.Equal("MiniMax-M2", anthropic.GetProperty("last_id").GetString());
        Assert.Equal(openAI.GetRawText(), both.GetRawText());
    }

    [Fact]
    public async Task RunApi_InvalidApiKey_ReturnsErrorInMatchingFormat()
    {
        string uri = _emulator.RunApi + "/models";

        using HttpResponseMessage bearer = await Wire.GetAsync(uri, ("Authorization", "Bearer wrong"));
        using HttpResponseMessage apiKey = await Wire.GetAsync(uri, ("x-api-key", "wrong"));

        Assert.Equal(401, (int)bearer.StatusCode);
        Assert.Equal("""{"error":{"message":"Invalid API key","code":"authentication"}}""", await bearer.TextAsync());
        Assert.Equal(401, (int)apiKey.StatusCode);
        Assert.Equal("""{"type":"error","error":{"type":"authentication_error","message":"Invalid API key"}}""", await apiKey.TextAsync());
    }

    [Fact]
    public async Task ModelsLab_AnyApiKeyHeader_ReturnsOpenAIFormat()
    {
        foreach ((string, string) key in new[] { Bearer, ApiKey })
        {
            JsonElement list = await JsonAsync(_emulator.ModelsLab + "/v1/models", key);

            Assert.Equal(
                """{"object":"list","data":[{"id":"minimax-minimax-m2","object":"model","created":1761523200,"owned_by":"minimax"}]}""",
                list.GetRawText());
        }

        using HttpResponseMessage refused = await Wire.GetAsync(_emulator.ModelsLab + "/v1/models");
        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Equal("""{"status":"error","message":"Invalid API key"}""", await refused.TextAsync());
    }

    [Fact]
    public async Task MiniMax_BothApis_ReturnSameModels()
    {
        JsonElement openAI = await JsonAsync(_emulator.OpenAICompatible + "/models", Bearer);
        JsonElement anthropic = await JsonAsync(_emulator.AnthropicCompatible + "/v1/models", ApiKey);

        Assert.Equal("""{"id":"MiniMax-M2.5","object":"model","created":1770948000,"owned_by":"minimax"}""", Model(openAI, "MiniMax-M2.5").GetRawText());
        Assert.Equal(Ids(openAI), Ids(anthropic));
        Assert.Equal(["data", "first_id", "has_more", "last_id"], anthropic.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task MiniMax_Itself_ListsEveryModelInPages()
    {
        JsonElement openAI = await JsonAsync(_emulator.MiniMax + "/v1/models", Bearer);
        JsonElement page = await JsonAsync(_emulator.MiniMax + "/anthropic/v1/models?limit=2&after_id=MiniMax-M3.1-Flash", ApiKey);
        using HttpResponseMessage refused = await Wire.GetAsync(_emulator.MiniMax + "/v1/models", ApiKey);

        Assert.Equal(
            ["MiniMax-M3.1-Flash", "MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5",
                "MiniMax-M2.5-highspeed", "MiniMax-M2.1", "MiniMax-M2.1-highspeed", "MiniMax-M2", "M2-her"],
            Ids(openAI));
        Assert.Equal(
            """{"data":[{"id":"MiniMax-M3","created_at":"2026-06-01T00:00:00Z","display_name":"MiniMax-M3","type":"model"},{"id":"MiniMax-M2.7","created_at":"2026-03-18T02:00:00Z","display_name":"MiniMax-M2.7","type":"model"}],"first_id":"MiniMax-M3","has_more":true,"last_id":"MiniMax-M2.7"}""",
            page.GetRawText());
        Assert.Equal(401, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Models_OfOptions_AreReturned()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = ["mine"] }, Wire.Token);

        foreach (string uri in new[]
            { emulator.MiniMax + "/v1/models", emulator.MiniMax + "/anthropic/v1/models", emulator.AimlApi + "/models", emulator.RunApi + "/models", emulator.ModelsLab + "/v1/models",
                emulator.OpenAICompatible + "/models", emulator.AnthropicCompatible + "/v1/models" })
        {
            Assert.Equal(["mine"], Ids(await JsonAsync(uri, Bearer)));
        }
    }

    [Fact]
    public async Task Replies_OfEachKind_AreSent()
    {
        TaskCompletionSource gate = new();
        string uri = _emulator.AimlApi + "/models";
        _emulator.Enqueue(
            Reply.Error(503, "Service unavailable"),
            Reply.Raw(200, "application/json", "[]"),
            Reply.Text("not the model's turn").WithHeader("X-A", "1").HoldUntil(gate.Task),
            Reply.Text("").CutAfter(20),
            Reply.Disconnect());

        using HttpResponseMessage error = await Wire.GetAsync(uri);
        Assert.Equal("/v1/models", (await error.JsonAsync()).GetProperty("path").GetString());
        using HttpResponseMessage raw = await Wire.GetAsync(uri);
        Assert.Equal("[]", await raw.TextAsync());
        Task<HttpResponseMessage> held = Wire.GetAsync(uri);
        for (int i = 0; i < 3; i++)
            await _emulator.WaitForRequestAsync(Wire.Token);
        Assert.False(held.IsCompleted);
        gate.SetResult();
        using HttpResponseMessage list = await held;
        Assert.Equal("1", list.Header("X-A"));
        Assert.Equal(11, Ids(await list.JsonAsync()).Length);
        using HttpResponseMessage cut = await Wire.GetAsync(uri);
        await Assert.ThrowsAsync<HttpRequestException>(cut.TextAsync);
        await Assert.ThrowsAsync<HttpRequestException>(() => Wire.GetAsync(uri));
    }

    private static async Task<JsonElement> JsonAsync(string uri, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await Wire.GetAsync(uri, headers);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.JsonAsync();
    }

    private static JsonElement Model(JsonElement list, string id) =>
        list.GetProperty("data").EnumerateArray().Single(model => model.GetProperty("id").GetString() == id);

    private static string[] Ids(JsonElement list) =>
        [.. list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
}
