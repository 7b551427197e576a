using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class MiniMaxDialectTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Completion_Id_EqualsTraceHeader()
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.OpenAICompatible, Wire.Hello);
        JsonElement body = await response.JsonAsync();

        Assert.Equal(body.GetProperty("id").GetString(), response.Header("trace-id"));
        Assert.NotEqual("(none)", response.Header("minimax-request-id"));
        Assert.Equal("""{"status_code":0,"status_msg":""}""", body.GetProperty("base_resp").GetRawText());
        Assert.False(body.TryGetProperty("meta", out _));
    }

    [Fact]
    public async Task ToolCalls_WithThinking_HaveIndexAndAdditionalNewline()
    {
        _emulator.Enqueue(Reply.Text("", "Look it up.").WithToolCall("a", "{}").WithToolCall("b", """{"x":1}""", "mine"));

        JsonElement message = (await Wire.PostForJsonAsync(_emulator.OpenAICompatible, Wire.Hello)).GetProperty("choices")[0].GetProperty("message");

        Assert.Equal(
            """{"content":"<think>\nLook it up.\n</think>\n\n\n","role":"assistant","name":"MiniMax AI","tool_calls":[{"id":"call_function_0000000001_1","type":"function","function":{"name":"a","arguments":"{}"},"index":0},{"id":"mine","type":"function","function":{"name":"b","arguments":"{\"x\":1}"},"index":1}],"audio_content":""}""",
            message.GetRawText());
    }

    [Fact]
    public async Task ReasoningSplit_True_SeparatesThinking()
    {
        _emulator.Enqueue(Reply.Text("Hi", "They greet."), Reply.Text("Hi", "They greet.").WithChunkSize(6));
        string request = Wire.With(Wire.Hello, "\"reasoning_split\":true");

        JsonElement body = await Wire.PostForJsonAsync(_emulator.OpenAICompatible, request);
        string[] data = Wire.Data(await Wire.PostForTextAsync(_emulator.OpenAICompatible, Wire.Streamed(request)));

        Assert.Equal(
            """{"content":"Hi","role":"assistant","name":"MiniMax AI","audio_content":"","reasoning_content":"They greet.","reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":"They greet."}]}""",
            body.GetProperty("choices")[0].GetProperty("message").GetRawText());
        Assert.Equal(["They g", "reet.", null], data[..3].Select(chunk =>
            Wire.Parse(chunk).GetProperty("choices")[0].GetProperty("delta").TryGetProperty("reasoning_content", out JsonElement text) ? text.GetString() : null));
    }

    [Theory]
    [InlineData("test-key", """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"x"}],"temperature":3}""", 400,
        "bad_request_error", "invalid params, Number must be less than or equal to 2 at \"temperature\" (2013)")]
    [InlineData("test-key", """{"model":"MiniMax-M2.7","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}""", 400,
        "bad_request_error", "invalid params, tool result's tool id(c) not found (2013)")]
    [InlineData("test-key", """{"model":"MiniMax-M9","messages":[{"role":"user","content":"x"}]}""", 400,
        "bad_request_error", "invalid params, unknown model 'MiniMax-M9' (2013)")]
    [InlineData("wrong", Wire.Hello, 401, "authentication_error", "invalid api key (2049)")]
    public async Task Rejection_OfEachKind_HasCodeInMessage(string key, string body, int status, string type, string message)
    {
        using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(_emulator.OpenAICompatible, body, key));
        JsonElement error = await response.JsonAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([".type", ".error", ".error.type", ".error.message", ".error.http_code", ".request_id"], Wire.Names(error));
        Assert.Equal(type, error.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(message, error.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(status.ToString(System.Globalization.CultureInfo.InvariantCulture), error.GetProperty("error").GetProperty("http_code").GetString());
        Assert.Equal(response.Header("trace-id"), error.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Error_529_HasOverloadedType()
    {
        _emulator.Enqueue(Reply.Error(529, "overloaded"));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.OpenAICompatible, Wire.Hello);

        Assert.Equal((HttpStatusCode)529, response.StatusCode);
        Assert.Contains("\"overloaded_error\"", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MiniMax_BothApis_HavePathsAndKeysOfMiniMax()
    {
        using HttpRequestMessage chatByApiKey = Wire.Request(_emulator.MiniMax, Wire.Hello, key: null, "/v1/chat/completions");
        chatByApiKey.Headers.Add("x-api-key", "test-key");
        using HttpRequestMessage messageByApiKey = Wire.Request(_emulator.MiniMax, Wire.Hello, key: null, "/anthropic/v1/messages");
        messageByApiKey.Headers.Add("x-api-key", "test-key");

        using HttpResponseMessage chat = await Wire.PostAsync(_emulator.MiniMax, Wire.Hello);
        using HttpResponseMessage message = await Wire.SendAsync(messageByApiKey);
        using HttpResponseMessage refused = await Wire.SendAsync(chatByApiKey);
        using HttpResponseMessage nowhere = await Wire.SendAsync(Wire.Request(_emulator.MiniMax, Wire.Hello, path: "/v1/messages"));

        Assert.Equal([200, 200, 401, 404], new[] { chat, message, refused, nowhere }.Select(response => (int)response.StatusCode));
        Assert.Equal((await chat.JsonAsync()).GetProperty("id").GetString(), chat.Header("trace-id"));
        Assert.Equal((await message.JsonAsync()).GetProperty("id").GetString(), message.Header("trace-id"));
        Assert.All(_emulator.Requests, request => Assert.Equal("MiniMax", request.Provider));
        Assert.Equal(
            ["/v1/chat/completions", "/anthropic/v1/messages", "/v1/chat/completions", "/v1/messages"],
            _emulator.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task MiniMax_UnknownModel_ReturnsErrorOfEachApi()
    {
        const string Unknown = """{"model":"MiniMax-M9","messages":[{"role":"user","content":"x"}]}""";
        using HttpResponseMessage chat = await Wire.PostAsync(_emulator.MiniMax, Unknown);
        using HttpResponseMessage message = await Wire.PostMessageAsync(_emulator.MiniMax, Unknown);

        Assert.Equal(
            $$$"""{"type":"error","error":{"type":"bad_request_error","message":"invalid params, unknown model 'MiniMax-M9' (2013)","http_code":"400"},"request_id":"{{{chat.Header("trace-id")}}}"}""",
            await chat.TextAsync());
        Assert.Equal(
            $$$"""{"type":"error","error":{"type":"not_found_error","message":"Model does not exist.","http_code":"404"},"request_id":"{{{message.Header("trace-id")}}}"}""",
            await message.TextAsync());
    }

    [Theory]
    [InlineData("MiniMax")]
    [InlineData("OpenAICompatible")]
    public async Task Reasoning_OfFlash_IsSeparateWithoutReasoningSplit(string provider)
    {
        const string Hello = """{"model":"MiniMax-M3.1-Flash","messages":[{"role":"user","content":"Hello"}]}""";
        _emulator.Enqueue(
            Reply.Text("97", "97 has no small divisor.").WithUsage(12, 15, 9),
            Reply.Text("97", "It has none.").WithChunkSize(7),
            Reply.Text("97", "It has none."));

        JsonElement body = await Wire.PostForJsonAsync(_emulator.Address(provider), Hello);
        string[] data = Wire.Data(await Wire.PostForTextAsync(_emulator.Address(provider), Wire.Streamed(Hello)));
        JsonElement split = await Wire.PostForJsonAsync(_emulator.Address(provider), Wire.With(Hello, "\"reasoning_split\":true"));

        Assert.Equal(
            """{"content":"97","role":"assistant","name":"MiniMax AI","audio_content":"","reasoning_content":"97 has no small divisor."}""",
            Message(body).GetRawText());
        Assert.Equal(9, ReasoningTokens(body));
        Assert.Equal(
            """{"index":0,"delta":{"content":"","role":"assistant","name":"MiniMax AI","audio_content":"","reasoning_content":"It has "}}""",
            Wire.Parse(data[0]).GetProperty("choices")[0].GetRawText());
        Assert.Equal(
            """{"finish_reason":"stop","index":0,"delta":{"content":"97","role":"assistant","name":"MiniMax AI","audio_content":""}}""",
            Wire.Parse(data[2]).GetProperty("choices")[0].GetRawText());
        Assert.True(Message(split).TryGetProperty("reasoning_details", out _));
    }

    [Fact]
    public async Task Reasoning_OfFlash_GrowsWithEffort()
    {
        List<int> chat = [];
        List<int> messages = [];
        foreach (string effort in (string[])["low", "medium", "high", "xhigh", "max"])
        {
            JsonElement completion = await Wire.PostForJsonAsync(_emulator.MiniMax,
                $$"""{"model":"MiniMax-M3.1-Flash","messages":[{"role":"user","content":"Hello"}],"reasoning_effort":"{{effort}}"}""");
            JsonElement message = await Wire.PostMessageForJsonAsync(_emulator.MiniMax,
                $$$"""{"model":"MiniMax-M3.1-Flash","messages":[{"role":"user","content":"Hello"}],"output_config":{"effort":"{{{effort}}}"}}""");
            chat.Add(ReasoningTokens(completion));
            messages.Add(message.GetProperty("content")[0].GetProperty("thinking").GetString()!.Length);
        }

        JsonElement unset = await Wire.PostForJsonAsync(
            _emulator.MiniMax, """{"model":"MiniMax-M3.1-Flash","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(chat.Distinct().Order(), chat);
        Assert.Equal(messages.Distinct().Order(), messages);
        Assert.Equal(chat[^1], ReasoningTokens(unset));
    }

    [Theory]
    [InlineData("MiniMax-M3", "", true, false)]
    [InlineData("MiniMax-M3", "adaptive", true, true)]
    [InlineData("MiniMax-M3", "disabled", false, false)]
    [InlineData("MiniMax-M2.7", "", true, true)]
    [InlineData("MiniMax-M2.7", "disabled", true, true)]
    [InlineData("MiniMax-M2.1-highspeed", "disabled", true, true)]
    [InlineData("M2-her", "", false, false)]
    public async Task Thinking_OfEachModel_DependsOnApi(string model, string thinking, bool isOnInChat, bool isOnInMessages)
    {
        string field = thinking.Length == 0 ? "" : $$$""","thinking":{"type":"{{{thinking}}}"}""";
        string request = $$$"""{"model":"{{{model}}}","messages":[{"role":"user","content":"Hello"}]{{{field}}}}""";

        JsonElement chat = await Wire.PostForJsonAsync(_emulator.MiniMax, request);
        JsonElement message = await Wire.PostMessageForJsonAsync(_emulator.MiniMax, request);

        Assert.Equal(isOnInChat, Message(chat).GetProperty("content").GetString()!.StartsWith("<think>", StringComparison.Ordinal));
        Assert.Equal(isOnInMessages, message.GetProperty("content")[0].GetProperty("type").GetString() == "thinking");
    }

    // Measured by AIHubMix on 2026-10-19: unlike chat completions, the Messages API accepts "disabled", without an effect.
    [Fact]
    public async Task Thinking_OfFlashDisabledInMessages_IsOn()
    {
        JsonElement message = await Wire.PostMessageForJsonAsync(_emulator.MiniMax,
            """{"model":"MiniMax-M3.1-Flash","messages":[{"role":"user","content":"Hello"}],"thinking":{"type":"disabled"}}""");

        Assert.Equal("thinking", message.GetProperty("content")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Prompt_AboveContext_ReturnsBadRequest()
    {
        const string Message = "invalid params, context window exceeds limit (2013)";
        string prompt = new('x', 4 * 65_536);
        string largest = $$"""{"model":"M2-her","messages":[{"role":"user","content":"{{prompt}}"}]}""";
        string tooLarge = largest.Replace(prompt, prompt + "x", StringComparison.Ordinal);

        using HttpResponseMessage accepted = await Wire.PostAsync(_emulator.MiniMax, largest);
        using HttpResponseMessage chat = await Wire.PostAsync(_emulator.MiniMax, tooLarge);
        using HttpResponseMessage message = await Wire.PostMessageAsync(_emulator.MiniMax, tooLarge);

        Assert.Equal([200, 400, 400], new[] { accepted, chat, message }.Select(response => (int)response.StatusCode));
        Assert.Contains($"\"{Message}\"", await chat.TextAsync(), StringComparison.Ordinal);
        Assert.Contains($"\"{Message}\"", await message.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_EachApi_IsAnsweredByFlash()
    {
        const string Hello = """{"model":"MiniMax-M3.1-Flash-Preview","messages":[{"role":"user","content":"Hello"}]}""";

        JsonElement chat = await Wire.PostForJsonAsync(_emulator.MiniMax, Hello);
        JsonElement message = await Wire.PostMessageForJsonAsync(_emulator.MiniMax, Hello);

        Assert.Equal("MiniMax-M3.1-Flash", chat.GetProperty("model").GetString());
        Assert.Equal("MiniMax-M3.1-Flash", message.GetProperty("model").GetString());
        Assert.True(Message(chat).TryGetProperty("reasoning_content", out _));
    }

    private static JsonElement Message(JsonElement body) => body.GetProperty("choices")[0].GetProperty("message");

    private static int ReasoningTokens(JsonElement body) => body.GetProperty("usage").GetProperty("completion_tokens_details")
        .GetProperty("reasoning_tokens").GetInt32();
}
