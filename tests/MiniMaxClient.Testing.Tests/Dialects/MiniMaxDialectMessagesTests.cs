using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Dialects;

/// <summary>Tests the Messages API of <c>MiniMaxDialect</c>.</summary>
public sealed class MiniMaxDialectMessagesTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Message_WithToolCall_EqualsSample()
    {
        _emulator.Enqueue(Reply.Text("It is sunny.", "Look it up.").WithToolCall("get_weather", """{"location":"San Francisco, US"}""").WithUsage(222, 321, 9));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Message);
        string id = response.Header("trace-id");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.NotEqual("(none)", response.Header("minimax-request-id"));
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","type":"message","role":"assistant","model":"MiniMax-M2.7","content":[{"thinking":"Look it up.","signature":"{{{Signature}}}","type":"thinking"},{"text":"It is sunny.","type":"text"},{"type":"tool_use","id":"call_function_0000000001_1","name":"get_weather","input":{"location":"San Francisco, US"}}],"usage":{"input_tokens":222,"output_tokens":321,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"stop_reason":"tool_use","base_resp":{"status_code":0,"status_msg":""}}""",
            await response.TextAsync());
    }

    [Fact]
    public async Task Stream_WithToolCalls_EqualsSample()
    {
        _emulator.Enqueue(Reply.Text("Hi there", "Look it up.").WithToolCall("f", """{"a":1}""", "call_1").WithToolCall("g", "", "call_2")
            .WithUsage(10, 6).WithChunkSize(6));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($$$$"""
            event: message_start
            data: {"type":"message_start","message":{"id":"{{{{response.Header("trace-id")}}}}","type":"message","role":"assistant","content":[],"model":"MiniMax-M2.7","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":10},"service_tier":"standard"}}

            event: ping
            data: {"type":"ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Look i"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"t up."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"{{{{Signature}}}}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi the"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"re"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: content_block_start
            data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"call_2","name":"g","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":3}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"input_tokens":10,"output_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}}

            event: message_stop
            data: {"type":"message_stop"}


            """, await response.TextAsync());
    }

    [Theory]
    [InlineData("Authorization", "Bearer test-key", null, 200)]
    [InlineData("x-api-key", "test-key", null, 200)]
    [InlineData("x-api-key", "test-key", "wrong", 401)]
    [InlineData("x-api-key", "wrong", "test-key", 200)]
    [InlineData("api-key", "test-key", null, 401)]
    public async Task ApiKey_InEitherHeader_AuthorizationTakesPrecedence(string header, string value, string? bearer, int status)
    {
        using HttpRequestMessage request = Wire.Request(_emulator.AnthropicCompatible, Wire.Message, bearer, "/v1/messages");
        request.Headers.Add(header, value);

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("wrong", Wire.Message, 401, "authentication_error", "invalid api key (2049)")]
    [InlineData("test-key", """{"model":"MiniMax-M2.7","max_tokens":9}""", 400, "invalid_request_error", "invalid params, Required at \"messages\" (2013)")]
    [InlineData("test-key", "not json", 400, "invalid_request_error", "invalid params, request body is not valid json (2013)")]
    [InlineData("test-key", """{"model":"MiniMax-M9","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", 404, "not_found_error", "Model does not exist.")]
    [InlineData("test-key", """{"model":"MiniMax-M2.7","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_9","content":"x"}]}]}""", 400,
        "invalid_request_error", "invalid params, tool result's tool id(call_9) not found (2013)")]
    public async Task Rejection_OfEachKind_HasEnvelopeOfMiniMax(string key, string body, int status, string type, string message)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, body, key);
        JsonElement error = await response.JsonAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([".type", ".error", ".error.type", ".error.message", ".error.http_code", ".request_id"], Wire.Names(error));
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal(type, error.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(message, error.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal($"{status}", error.GetProperty("error").GetProperty("http_code").GetString());
        Assert.Equal(response.Header("trace-id"), error.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Error_Streaming_HasCodeInMessage()
    {
        _emulator.Enqueue(Reply.Error(529, "overloaded", "2045").WithRetryAfter(TimeSpan.FromSeconds(3)));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message));

        Assert.Equal(529, (int)response.StatusCode);
        Assert.Equal("3", response.Header("Retry-After"));
        Assert.Equal(
            $$$"""{"type":"error","error":{"type":"overloaded_error","message":"overloaded (2045)","http_code":"529"},"request_id":"{{{response.Header("trace-id")}}}"}""",
            await response.TextAsync());
    }

    [Fact]
    public async Task InBandError_NonStreaming_HasBaseResp()
    {
        _emulator.Enqueue(Reply.InBandError(1008, "insufficient balance"));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Message);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            $$$"""{"id":"{{{response.Header("trace-id")}}}","type":"message","role":"assistant","model":"MiniMax-M2.7","content":null,"usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"stop_reason":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""",
            await response.TextAsync());
    }

    [Theory]
    [InlineData(1002, "rate_limit_error", "429")]
    [InlineData(1004, "authentication_error", "401")]
    [InlineData(1008, "billing_error", "402")]
    [InlineData(1026, "invalid_request_error", "400")]
    [InlineData(1033, "api_error", "500")]
    [InlineData(2061, "permission_error", "403")]
    public async Task InBandError_Streaming_IsErrorEvent(int code, string type, string status)
    {
        _emulator.Enqueue(Reply.InBandError(code, "no"));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            $$$"""event: error{{{"\n"}}}data: {"type":"error","error":{"type":"{{{type}}}","message":"no ({{{code}}})","http_code":"{{{status}}}"},"request_id":"{{{response.Header("trace-id")}}}"}"""
            + "\n\n", await response.TextAsync());
    }

    [Fact]
    public async Task Request_Recorded_HasFullPath()
    {
        await Wire.PostMessageForTextAsync(_emulator.AnthropicCompatible, Wire.Message);
        using HttpResponseMessage nowhere = await Wire.PostAsync(_emulator.AnthropicCompatible, Wire.Hello);

        RecordedRequest request = await _emulator.WaitForRequestAsync(Wire.Token);
        Assert.Equal("/anthropic", _emulator.AnthropicCompatible.AbsolutePath);
        Assert.Equal("AnthropicCompatible", request.Provider);
        Assert.Equal("/anthropic/v1/messages", request.Path);
        Assert.True(request.HasValidKey);
        Assert.Equal(404, (int)nowhere.StatusCode);
        Assert.Contains("\"not_found_error\"", await nowhere.TextAsync(), StringComparison.Ordinal);
    }

    // SHA-256 of "Look it up.".
    private static string Signature { get; } = Convert.ToHexString(
        System.Security.Cryptography.SHA256.HashData("Look it up."u8)).ToLowerInvariant();
}
