using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Endpoints;

/// <summary>The Messages API of the resellers, and what it does on every host.</summary>
public sealed class MessagesEndpointTests : IAsyncLifetime
{
    private const string Tools = """
        "tools":[{"name":"first","input_schema":{"type":"object"}},{"name":"second","description":"x","input_schema":
        {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]
        """;

    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Message_OfModelsLab_EqualsSample()
    {
        _emulator.Enqueue(Reply.Text("Hi").WithUsage(15, 8), Reply.ToolCall("f", """{"a":1}""", "toolu_1").WithUsage(1, 2));

        JsonElement text = await Wire.PostMessageForJsonAsync(_emulator.ModelsLab, Wire.MessageModelsLab);
        JsonElement tool = await Wire.PostMessageForJsonAsync(_emulator.ModelsLab, Wire.MessageModelsLab);

        string id = text.GetProperty("id").GetString()!;
        Assert.StartsWith("msg_", id, StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],"model":"minimax-minimax-m2","stop_reason":"end_turn","usage":{"input_tokens":15,"output_tokens":8,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}}""",
            text.GetRawText());
        Assert.Equal("""[{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}]""", tool.GetProperty("content").GetRawText());
        Assert.Equal("tool_use", tool.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Stream_OfModelsLab_EqualsStreamOfAnthropic()
    {
        _emulator.Enqueue(Reply.Text("Hi").WithUsage(15, 8));

        string stream = await Wire.PostMessageForTextAsync(_emulator.ModelsLab, Wire.Streamed(Wire.MessageModelsLab));

        string id = Wire.Parse(stream.Split('\n')[1]["data: ".Length..]).GetProperty("message").GetProperty("id").GetString()!;
        Assert.Equal($$$$"""
            event: message_start
            data: {"type":"message_start","message":{"id":"{{{{id}}}}","type":"message","role":"assistant","content":[],"model":"minimax-minimax-m2","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":15,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}}}

            event: ping
            data: {"type":"ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":8}}

            event: message_stop
            data: {"type":"message_stop"}


            """, stream);
    }

    [Fact]
    public async Task Message_OfRunApi_HasPropertiesOfMiniMax()
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.RunApi, Wire.Message);
        JsonElement body = await response.JsonAsync();

        Assert.NotEqual("(none)", response.Header("X-Request-ID"));
        Assert.Equal(["id", "type", "role", "model", "content", "usage", "stop_reason", "base_resp"],
            body.EnumerateObject().Select(property => property.Name));
        Assert.Equal("/v1/messages", Assert.Single(_emulator.Requests).Path);
    }

    [Theory]
    [InlineData("RunApi", "Authorization", "Bearer test-key", 200)]
    [InlineData("RunApi", "x-api-key", "test-key", 200)]
    [InlineData("RunApi", "x-api-key", "wrong", 401)]
    [InlineData("ModelsLab", "Authorization", "Bearer test-key", 200)]
    [InlineData("ModelsLab", "x-api-key", "test-key", 200)]
    [InlineData("ModelsLab", "x-api-key", "wrong", 401)]
    public async Task ApiKey_InEitherHeader_IsAcceptedWithAndWithoutVersion(string provider, string header, string value, int status)
    {
        Uri uri = Address(provider);
        foreach (string? version in new[] { null, "2023-06-01" })
        {
            using HttpRequestMessage request = Wire.Request(uri, BodyFor(uri), key: null, Wire.MessagesPath(uri));
            request.Headers.Add(header, value);
            if (version is not null)
                request.Headers.Add("anthropic-version", version);

            using HttpResponseMessage response = await Wire.SendAsync(request);

            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task ApiKey_InBody_ReturnsUnauthorized()
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(
            _emulator.ModelsLab, Wire.With(Wire.MessageModelsLab, "\"key\":\"test-key\""), key: null);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("""{"type":"error","error":{"type":"authentication_error","message":"Invalid API key"}}""", await response.TextAsync());
    }

    [Theory]
    [InlineData("RunApi")]
    [InlineData("ModelsLab")]
    public async Task Error_OfEachStatus_HasAnthropicEnvelope(string provider)
    {
        Uri uri = Address(provider);
        _emulator.Enqueue(Reply.Error(402, "Insufficient credits", "any"), Reply.Error(504, "too slow"), Reply.Error(503, "busy"));

        foreach ((string type, string message) in new[]
            { ("billing_error", "Insufficient credits"), ("timeout_error", "too slow"), ("api_error", "busy") })
        {
            Assert.Equal($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""",
                await Wire.PostMessageForTextAsync(uri, BodyFor(uri)));
        }
    }

    [Fact]
    public async Task RetryAfter_OfRunApiAndModelsLab_IsHeaderOrField()
    {
        Reply reply = Reply.Error(429, "slow down").WithRetryAfter(TimeSpan.FromSeconds(7));
        _emulator.Enqueue(reply, reply);

        using HttpResponseMessage runApi = await Wire.PostMessageAsync(_emulator.RunApi, Wire.Message);
        using HttpResponseMessage modelsLab = await Wire.PostMessageAsync(_emulator.ModelsLab, Wire.MessageModelsLab);

        Assert.Equal("7", runApi.Header("Retry-After"));
        Assert.Equal("""{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""", await runApi.TextAsync());
        Assert.Equal("(none)", modelsLab.Header("Retry-After"));
        Assert.Equal("""{"type":"error","error":{"type":"rate_limit_error","message":"slow down"},"retry_after":7}""", await modelsLab.TextAsync());
    }

    [Fact]
    public async Task InBandError_OfEachHost_IsBodyOrEvent()
    {
        Reply reply = Reply.InBandError(1002, "rate limit");
        _emulator.Enqueue(reply, reply, reply, reply);

        JsonElement runApi = await Wire.PostMessageForJsonAsync(_emulator.RunApi, Wire.Message);
        Assert.Equal("""{"status_code":1002,"status_msg":"rate limit"}""", runApi.GetProperty("base_resp").GetRawText());
        Assert.Equal(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"rate limit (1002)\"}}\n\n",
            await Wire.PostMessageForTextAsync(_emulator.RunApi, Wire.Streamed(Wire.Message)));
        Assert.Equal("""{"status":"error","message":"rate limit"}""",
            await Wire.PostMessageForTextAsync(_emulator.ModelsLab, Wire.MessageModelsLab));
        Assert.Equal(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"rate limit\"}}\n\n",
            await Wire.PostMessageForTextAsync(_emulator.ModelsLab, Wire.Streamed(Wire.MessageModelsLab)));
    }

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("tool_calls", "tool_use")]
    [InlineData("content_filter", "refusal")]
    [InlineData("pause_turn", "pause_turn")]
    public async Task FinishReason_Scripted_IsConvertedToStopReason(string scripted, string sent)
    {
        Reply reply = Reply.Text("Hi").WithFinishReason(scripted);
        _emulator.Enqueue(reply, reply);

        JsonElement whole = await Wire.PostMessageForJsonAsync(_emulator.AnthropicCompatible, Wire.Message);
        string stream = await Wire.PostMessageForTextAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message));

        Assert.Equal(sent, whole.GetProperty("stop_reason").GetString());
        Assert.Contains($"\"delta\":{{\"stop_reason\":\"{sent}\"}}", stream, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("[1]", "[1]")]
    [InlineData("{\"a\":", "\"{\\\"a\\\":\"")]
    public async Task ToolInput_ScriptedArguments_IsPreserved(string arguments, string input)
    {
        _emulator.Enqueue(Reply.ToolCall("f", arguments));

        JsonElement body = await Wire.PostMessageForJsonAsync(_emulator.AnthropicCompatible, Wire.Message);

        Assert.Equal(input, body.GetProperty("content")[0].GetProperty("input").GetRawText());
    }

    [Fact]
    public async Task Text_Empty_ReturnsOneBlock()
    {
        _emulator.Enqueue(Reply.Text(""), Reply.Text("", "Only thought."));

        Assert.Equal("text", Assert.Single(await BlocksAsync(Wire.Message)).GetProperty("type").GetString());
        Assert.Equal("thinking", Assert.Single(await BlocksAsync(Wire.Message)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task DefaultReply_Prompt_ReturnsThinkingAndQuotedPrompt()
    {
        JsonElement body = await Wire.PostMessageForJsonAsync(_emulator.AnthropicCompatible, """
            {"model":"MiniMax-M2.7","max_tokens":900,"system":[{"type":"text","text":"Be terse"}],"messages":[
            {"role":"user","content":[{"type":"text","text":"Weather?"}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"not counted"},{"type":"tool_use","id":"c","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"12345"}]}]}]}
            """);

        JsonElement[] blocks = [.. body.GetProperty("content").EnumerateArray()];
        Assert.Equal("The user says: \"Weather?\". A short answer will do.", blocks[0].GetProperty("thinking").GetString());
        Assert.Equal("MiniMax-M2.7 heard you say: \"Weather?\".", blocks[1].GetProperty("text").GetString());
        // 8 of the system prompt, 8 of the question, 3 of the call, 5 of its result.
        Assert.Equal(6, body.GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }

    [Theory]
    [InlineData("MiniMax-M3", "", "text")]
    [InlineData("MiniMax-M3", ",\"thinking\":{\"type\":\"disabled\"}", "text")]
    [InlineData("MiniMax-M3", ",\"thinking\":{\"type\":\"adaptive\"}", "thinking")]
    [InlineData("MiniMax-M2.7", ",\"thinking\":{\"type\":\"disabled\"}", "thinking")]
    public async Task DefaultReply_OfEachModel_ThinksIfEnabled(string model, string fields, string first)
    {
        JsonElement[] blocks = await BlocksAsync(
            $$"""{"model":"{{model}}","max_tokens":900,"messages":[{"role":"user","content":"Hello"}]{{fields}}}""");

        Assert.Equal(first, blocks[0].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(14, 2)]
    public async Task MaxTokens_BelowLength_TruncatesTextOrThinking(int maxTokens, int blocks)
    {
        JsonElement body = await Wire.PostMessageForJsonAsync(
            _emulator.AnthropicCompatible, Wire.Message.Replace("1024", $"{maxTokens}", StringComparison.Ordinal));

        Assert.Equal("max_tokens", body.GetProperty("stop_reason").GetString());
        Assert.Equal(maxTokens, body.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal(blocks, body.GetProperty("content").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"type":"any"}""", "first", "{}")]
    [InlineData("""{"type":"tool","name":"second"}""", "second", """{"city":"text"}""")]
    [InlineData("""{"type":"auto"}""", null, null)]
    [InlineData("""{"type":"none"}""", null, null)]
    public async Task ToolChoice_OfEachType_DeterminesLastBlock(string choice, string? name, string? input)
    {
        JsonElement last = (await BlocksAsync(Wire.With(Wire.Message, Tools + ",\"tool_choice\":" + choice)))[^1];

        Assert.Equal(name is null ? "text" : "tool_use", last.GetProperty("type").GetString());
        if (name is null)
            return;
        Assert.Equal(name, last.GetProperty("name").GetString());
        Assert.Equal(input, last.GetProperty("input").GetRawText());
    }

    private async Task<JsonElement[]> BlocksAsync(string body) =>
        [.. (await Wire.PostMessageForJsonAsync(_emulator.AnthropicCompatible, body)).GetProperty("content").EnumerateArray()];

    private Uri Address(string provider) => provider == "RunApi" ? _emulator.RunApi : _emulator.ModelsLab;

    private string BodyFor(Uri provider) => provider == _emulator.ModelsLab ? Wire.MessageModelsLab : Wire.Message;
}
