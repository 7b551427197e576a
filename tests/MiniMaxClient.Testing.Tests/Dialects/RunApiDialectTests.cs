using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class RunApiDialectTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Completion_Default_HasMiniMaxBodyWithoutCost()
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.RunApi, Wire.Hello);
        JsonElement body = await response.JsonAsync();

        Assert.NotEqual("(none)", response.Header("X-Request-ID"));
        Assert.Equal(
            ["id", "choices", "created", "model", "object", "usage", "input_sensitive", "output_sensitive",
                "input_sensitive_type", "output_sensitive_type", "output_sensitive_int", "base_resp"],
            body.EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("Authorization", "Bearer test-key")]
    [InlineData("x-api-key", "test-key")]
    public async Task ApiKey_InEitherHeader_IsAccepted(string header, string value)
    {
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Hello, key: null);
        request.Headers.Add(header, value);

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Error_OfEachStatus_HasOpenAIEnvelope()
    {
        _emulator.Enqueue(Reply.Error(402, "Insufficient credits"), Reply.Error(429, "slow down", "rate_limited").WithHeader("Retry-After", "2"));

        using HttpResponseMessage credits = await Wire.PostAsync(_emulator.RunApi, Wire.Hello);
        using HttpResponseMessage rate = await Wire.PostAsync(_emulator.RunApi, Wire.Hello);

        Assert.Equal(HttpStatusCode.PaymentRequired, credits.StatusCode);
        Assert.Equal("""{"error":{"message":"Insufficient credits","code":"insufficient_credits"}}""", await credits.TextAsync());
        Assert.Equal("2", rate.Header("Retry-After"));
        Assert.Equal("""{"error":{"message":"slow down","code":"rate_limited"}}""", await rate.TextAsync());
    }

    [Theory]
    [InlineData("wrong", Wire.Hello, 401, "authentication")]
    [InlineData("test-key", Wire.HelloAiml, 404, "not_found")]
    [InlineData("test-key", """{"model":"MiniMax-M2.7"}""", 400, "validation")]
    public async Task Rejection_OfEachStatus_HasErrorCode(string key, string body, int status, string code)
    {
        using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(_emulator.RunApi, body, key));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await response.JsonAsync()).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("\"temperature\":5", "Number must be less than or equal to 2 at \\\"temperature\\\"")]
    [InlineData("\"max_tokens\":-1", "Number must be greater than or equal to 1 at \\\"max_tokens\\\"")]
    [InlineData("\"n\":2", "Number must be less than or equal to 1 at \\\"n\\\"")]
    public async Task Validate_InvalidField_ReturnsMiniMaxError(string field, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.RunApi, Wire.With(Wire.Hello, field));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            $$$"""{"error":{"message":"invalid params, {{{problem}}} (2013)","code":"validation"}}""", await response.TextAsync());
    }

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"call_9","content":"x"}""", "tool result's tool id(call_9) not found")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{"}}]}""",
        "invalid function arguments json string, tool_call_id: a")]
    public async Task Validate_InvalidToolHistory_ReturnsMiniMaxError(string message, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(
            _emulator.RunApi, $$"""{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Hello"},{{message}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            $$$"""{"error":{"message":"invalid params, {{{problem}}} (2013)","code":"validation"}}""", await response.TextAsync());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(",\"thinking\":{\"type\":\"adaptive\"}", true)]
    [InlineData(",\"thinking\":{\"type\":\"disabled\"}", false)]
    public async Task Messages_OfM3_ThinkUnlessDisabled(string field, bool isThinking)
    {
        JsonElement message = await Wire.PostMessageForJsonAsync(_emulator.RunApi,
            $$"""{"model":"MiniMax-M3","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]{{field}}}""");

        Assert.Equal(isThinking ? "thinking" : "text", message.GetProperty("content")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Messages_FeaturesOfMessagesOnly_AreIgnored()
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.RunApi, """
            {"model":"MiniMax-M2.7","max_tokens":64,"output_config":{"effort":"any"},
            "system":[{"type":"text","text":"Be terse.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user",
            "content":[{"type":"text","text":"Hello"},{"type":"image","source":{"type":"url","url":"https://x"}}]}]}
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("heard you say: \\\"Hello\\\"", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"stream\":true", 0)]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":true}", 1)]
    public async Task Stream_IncludeUsage_HasUsageChunk(string fields, int count)
    {
        string[] data = Wire.Data(await Wire.PostForTextAsync(_emulator.RunApi, Wire.With(Wire.Hello, fields)));

        Assert.Equal(count, data.Count(chunk => chunk.Contains("\"choices\":[]", StringComparison.Ordinal)));
        Assert.Equal("[DONE]", data[^1]);
        Assert.DoesNotContain(data, chunk => chunk.Contains("\"meta\"", StringComparison.Ordinal));
    }
}
