using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class ModelsLabDialectTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Completion_Text_HasOpenAIBody()
    {
        _emulator.Enqueue(Reply.Text("Hi").WithUsage(3, 4));

        JsonElement body = await Wire.PostForJsonAsync(_emulator.ModelsLab, Wire.HelloModelsLab);

        Assert.StartsWith("gen-", body.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("minimax-minimax-m2", body.GetProperty("model").GetString());
        Assert.Equal("""[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]""", body.GetProperty("choices").GetRawText());
        Assert.Equal("""{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}""", body.GetProperty("usage").GetRawText());
    }

    [Theory]
    [InlineData("""{"key":"test-key","model_id":"minimax-minimax-m2","messages":[{"role":"user","content":"Hello"}]}""", 200)]
    [InlineData("""{"key":"test-key","messages":[{"role":"user","content":"Hello"}]}""", 200)]
    [InlineData("""{"key":"wrong","model_id":"minimax-minimax-m2","messages":[{"role":"user","content":"Hello"}]}""", 401)]
    [InlineData("""{"key":"test-key","model_id":"minimax-minimax-m2","messages":[{"role":"user","content":"Hello"}],"max_tokens":0}""", 400)]
    [InlineData("""{"key":"test-key","model_id":"gpt-5","messages":[{"role":"user","content":"Hello"}]}""", 404)]
    public async Task ApiKey_InBody_IsAccepted(string body, int status)
    {
        using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(_emulator.ModelsLab, body, key: null));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task ToolCall_WithoutText_HasNullContent()
    {
        _emulator.Enqueue(Reply.ToolCall("get_weather", """{"city":"Rome"}""", "call_abc123"));

        JsonElement body = await Wire.PostForJsonAsync(_emulator.ModelsLab, Wire.HelloModelsLab);

        Assert.Equal(
            """[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_abc123","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}}]},"finish_reason":"tool_calls"}]""",
            body.GetProperty("choices").GetRawText());
    }

    [Fact]
    public async Task Stream_Default_StartsWithComment()
    {
        _emulator.Enqueue(Reply.Text("Silent sea").WithChunkSize(6));

        string stream = await Wire.PostForTextAsync(_emulator.ModelsLab, Wire.Streamed(Wire.HelloModelsLab));

        string id = Wire.Parse(Wire.Data(stream)[0]).GetProperty("id").GetString()!;
        Assert.Equal($$"""
            : OPENROUTER PROCESSING

            data: {"id":"{{id}}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Silent"},"finish_reason":null}]}

            data: {"id":"{{id}}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" sea"},"finish_reason":null}]}

            data: {"id":"{{id}}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]


            """, stream);
    }

    [Fact]
    public async Task Stream_ToolCall_SplitsArguments()
    {
        _emulator.Enqueue(Reply.ToolCall("f", """{"a":1}""", "call_1").WithChunkSize(4));

        string[] data = Wire.Data(await Wire.PostForTextAsync(_emulator.ModelsLab,
            Wire.With(Wire.Streamed(Wire.HelloModelsLab), "\"stream_options\":{\"include_usage\":true}")));

        Assert.Equal(
            """{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\""}}]}""", Delta(data[0]));
        Assert.Equal("""{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}""", Delta(data[1]));
        Assert.Contains("\"finish_reason\":\"tool_calls\"", data[2], StringComparison.Ordinal);
        Assert.Contains("\"choices\":[],\"usage\":{", data[3], StringComparison.Ordinal);

        static string Delta(string chunk) => Wire.Parse(chunk).GetProperty("choices")[0].GetProperty("delta").GetRawText();
    }

    [Fact]
    public async Task Error_OfEachStatus_HasStatusAndMessage()
    {
        _emulator.Enqueue(
            Reply.Error(402, "Insufficient credits"),
            Reply.Error(429, "Rate limit exceeded. Maximum 5 queued requests allowed."),
            Reply.Error(429, "Rate limit exceeded.").WithRetryAfter(TimeSpan.FromSeconds(1.2)));

        using HttpResponseMessage credits = await Wire.PostAsync(_emulator.ModelsLab, Wire.HelloModelsLab);
        using HttpResponseMessage rate = await Wire.PostAsync(_emulator.ModelsLab, Wire.HelloModelsLab);
        using HttpResponseMessage wait = await Wire.PostAsync(_emulator.ModelsLab, Wire.HelloModelsLab);

        Assert.Equal(HttpStatusCode.PaymentRequired, credits.StatusCode);
        Assert.Equal("""{"status":"error","message":"Insufficient credits"}""", await credits.TextAsync());
        Assert.Equal("""{"status":"error","message":"Rate limit exceeded. Maximum 5 queued requests allowed.","retry_after":30}""", await rate.TextAsync());
        Assert.Equal("""{"status":"error","message":"Rate limit exceeded.","retry_after":2}""", await wait.TextAsync());
        Assert.Equal("(none)", wait.Header("Retry-After"));
    }

    [Fact]
    public async Task InBandError_Streaming_IsErrorDocument()
    {
        _emulator.Enqueue(Reply.InBandError(500, "server error, try again"));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.ModelsLab, Wire.Streamed(Wire.HelloModelsLab));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"status":"error","message":"server error, try again"}""", await response.TextAsync());
    }
}
