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
}
