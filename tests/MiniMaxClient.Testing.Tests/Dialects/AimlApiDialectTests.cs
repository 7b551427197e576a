using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class AimlApiDialectTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    // The body printed on docs.aimlapi.com for minimax/m2-1, shortened in its texts.
    private const string Sample = """
        {"id":"059a94ddc4a63fc9565b63027fe82a4e","choices":[{"finish_reason":"stop","index":0,"message":{
         "content":"<think>\nThe user has simply said \"Hello\".\n</think>\n\nHello!","role":"assistant","name":"MiniMax AI","audio_content":""}}],
         "created":1766547933,"model":"MiniMax-M2.1","object":"chat.completion","usage":{"total_tokens":206,"total_characters":0,
         "prompt_tokens":39,"completion_tokens":167,"completion_tokens_details":{"reasoning_tokens":55},"prompt_tokens_details":{"cached_tokens":39}},
         "input_sensitive":false,"output_sensitive":false,"input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0,
         "base_resp":{"status_code":0,"status_msg":""},"meta":{"usage":{"credits_used":447,"usd_spent":0.0002235}}}
        """;

    [Fact]
    public async Task Completion_OfM21_HasPropertiesOfSample()
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, """{"model":"minimax/m2-1","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(Wire.Names(Sample), Wire.Names(body));
        Assert.Matches("^[0-9a-f]{32}$", body.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Completion_OfM21Highspeed_HasNoPromptDetails()
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, """{"model":"minimax/m2-1-highspeed","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.DoesNotContain(".usage.prompt_tokens_details", Wire.Names(body));
        Assert.Contains(".usage.completion_tokens_details.reasoning_tokens", Wire.Names(body));
    }

    [Theory]
    [InlineData("minimax/m1", "MiniMax-M1")]
    [InlineData("minimax/m2", "MiniMax-M2")]
    [InlineData("minimax/m2-1-highspeed", "MiniMax-M2.1-highspeed")]
    [InlineData("minimax/m2-5-20260218", "MiniMax-M2.5")]
    [InlineData("minimax/m2-7-20260402", "MiniMax-M2.7")]
    [InlineData("minimax/m2-her", "M2-her")]
    [InlineData("minimax/minimax-m3", "MiniMax-M3")]
    [InlineData("minimax/minimax-m3.1-flash", "MiniMax-M3.1-Flash")]
    public async Task Completion_OfEachModel_HasModelNameOfMiniMax(string requested, string named)
    {
        string request = $$"""{"model":"{{requested}}","messages":[{"role":"user","content":"Hello"}]}""";

        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, request);
        string stream = await Wire.PostForTextAsync(_emulator.AimlApi, Wire.Streamed(request));

        Assert.Equal(named, body.GetProperty("model").GetString());
        Assert.Contains($"\"model\":\"{named}\"", stream, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_WithSampleTokens_HasSampleCost()
    {
        _emulator.Enqueue(Reply.Text("Hi").WithUsage(prompt: 50, completion: 617, reasoning: 373));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Wire.HelloAiml);
        JsonElement cost = (await response.JsonAsync()).GetProperty("meta").GetProperty("usage");

        // The sample says 1965; the documented price is one of whole cents.
        Assert.Equal(1965, cost.GetProperty("credits_used").GetInt32(), tolerance: 2);
        Assert.Equal(cost.GetProperty("credits_used").GetRawText(), response.Header("x-aimlapi-credits-used"));
        Assert.Equal(cost.GetProperty("usd_spent").GetRawText(), response.Header("x-aimlapi-usd-spent"));
    }

    [Fact]
    public async Task Completion_SuccessStatus201_ReturnsCreated()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { AimlApiSuccessStatus = 201 }, Wire.Token);

        using HttpResponseMessage response = await Wire.PostAsync(emulator.AimlApi, Wire.HelloAiml);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Completion_OfFlash_HasSeparateReasoningByEffort()
    {
        const string Hello = """{"model":"minimax/minimax-m3.1-flash","messages":[{"role":"user","content":"Hello"}]}""";

        JsonElement low = await Wire.PostForJsonAsync(_emulator.AimlApi, Wire.With(Hello, "\"reasoning_effort\":\"low\""));
        JsonElement highest = await Wire.PostForJsonAsync(_emulator.AimlApi, Hello);

        JsonElement message = low.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("MiniMax-M3.1-Flash heard you say: \"Hello\".", message.GetProperty("content").GetString());
        Assert.Equal("The user says: \"Hello\". A short answer will do.", message.GetProperty("reasoning_content").GetString());
        Assert.True(ReasoningTokens(low) < ReasoningTokens(highest));

        static int ReasoningTokens(JsonElement body) =>
            body.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32();
    }

    [Theory]
    [InlineData("trace-1.a:b_c", "trace-1.a:b_c")]
    [InlineData("not valid", "(none)")]
    public async Task ClientRequestId_ValidOrInvalid_IsEchoedOnlyIfValid(string sent, string echoed)
    {
        using HttpRequestMessage request = Wire.Request(_emulator.AimlApi, Wire.HelloAiml);
        request.Headers.Add("X-Client-Request-Id", sent);

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(echoed, response.Header("x-client-request-id"));
        Assert.NotEqual("(none)", response.Header("x-inference-id"));
    }

    [Fact]
    public async Task Stream_WithUsage_EndsWithCost()
    {
        _emulator.Enqueue(Reply.Text("Hi!", "They greet.").WithChunkSize(20).WithUsage(10, 6, 3));

        using HttpResponseMessage response = await Wire.PostAsync(
            _emulator.AimlApi, Wire.With(Wire.Streamed(Wire.HelloAiml), "\"stream_options\":{\"include_usage\":true}"));
        string[] data = Wire.Data(await response.TextAsync());

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("(none)", response.Header("x-aimlapi-credits-used"));
        Assert.Equal(5, data.Length);
        string head = Head(data[0]);
        Assert.Equal(head + """
            ,"choices":[{"index":0,"delta":{"content":"<think>\nThey greet.\n","role":"assistant","name":"MiniMax AI","audio_content":""}}]
            """.Trim() + Tail(data[0], "null"), data[0]);
        Assert.Equal(head + """
            ,"choices":[{"finish_reason":"stop","index":0,"delta":{"content":"</think>\n\nHi!","role":"assistant","name":"MiniMax AI","audio_content":""}}]
            """.Trim() + Tail(data[1], "null"), data[1]);
        Assert.Equal(head + ",\"choices\":[]" + Tail(data[2], """
            {"total_tokens":16,"total_characters":0,"prompt_tokens":10,"completion_tokens":6,"completion_tokens_details":{"reasoning_tokens":3},"prompt_tokens_details":{"cached_tokens":0}}
            """.Trim()), data[2]);
        Assert.Equal("""{"choices":[],"meta":{"usage":{"credits_used":27,"usd_spent":0.0000135}}}""", data[3]);
        Assert.Equal("[DONE]", data[4]);

        static string Head(string chunk) => chunk[..chunk.IndexOf(",\"choices\"", StringComparison.Ordinal)];
        static string Tail(string chunk, string usage) =>
            $$""","created":{{Wire.Parse(chunk).GetProperty("created").GetRawText()}},"model":"MiniMax-M2.7","object":"chat.completion.chunk","usage":{{usage}},"input_sensitive":false,"output_sensitive":false,"input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0}""";
    }

    [Fact]
    public async Task Error_WithRetryAfter_HasNestEnvelope()
    {
        _emulator.Enqueue(Reply.Error(403, "You've run out of credits.").WithRetryAfter(TimeSpan.FromSeconds(7)));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Wire.HelloAiml);
        JsonElement body = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("7", response.Header("Retry-After"));
        Assert.Equal([".message", ".path", ".requestId", ".statusCode", ".timestamp"], Wire.Names(body));
        Assert.Equal("You've run out of credits.", body.GetProperty("message").GetString());
        Assert.Equal("/v1/chat/completions", body.GetProperty("path").GetString());
        Assert.Equal(response.Header("x-inference-id"), body.GetProperty("requestId").GetString());
        Assert.Equal(403, body.GetProperty("statusCode").GetInt32());
        Assert.EndsWith("Z", body.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task ApiKey_InvalidOrMissing_ReturnsUnauthorized(string? key)
    {
        using HttpRequestMessage request = Wire.Request(_emulator.AimlApi, Wire.HelloAiml, key);
        request.Headers.Add("x-api-key", "test-key");

        using HttpResponseMessage response = await Wire.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("This request requires a valid API key. You can create a new API key on the Billing page: https://aimlapi.com/app/keys",
            await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathOrModel_Unknown_ReturnsNotFound()
    {
        using HttpResponseMessage path = await Wire.SendAsync(new(HttpMethod.Get, _emulator.AimlApi + "/nothing"));
        using HttpResponseMessage model = await Wire.PostAsync(_emulator.AimlApi, Wire.Hello);

        Assert.Equal(HttpStatusCode.NotFound, path.StatusCode);
        Assert.Contains("Cannot GET /v1/nothing", await path.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, model.StatusCode);
        Assert.Equal(404, (await model.JsonAsync()).GetProperty("statusCode").GetInt32());
    }

    [Fact]
    public async Task InBandError_NonStreaming_HasBaseResp()
    {
        _emulator.Enqueue(Reply.InBandError(1008, "insufficient balance"), Reply.InBandError(1002, "rate limit"));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Wire.HelloAiml);
        JsonElement body = await response.JsonAsync();
        string stream = await Wire.PostForTextAsync(_emulator.AimlApi, Wire.Streamed(Wire.HelloAiml));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("choices").ValueKind);
        Assert.Equal("""{"status_code":1008,"status_msg":"insufficient balance"}""", body.GetProperty("base_resp").GetRawText());
        string only = Assert.Single(Wire.Data(stream));
        Assert.Equal(1002, Wire.Parse(only).GetProperty("base_resp").GetProperty("status_code").GetInt32());
    }
}
