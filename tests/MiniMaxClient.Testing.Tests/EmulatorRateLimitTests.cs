using System.Text.Json;

namespace MiniMaxClient.Testing.Tests;

/// <summary>Tests the rate limits over HTTP.</summary>
public sealed class EmulatorRateLimitTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("MiniMax", Wire.Hello, """{"type":"error","error":{"type":"rate_limit_error","message":"rate limit exceeded (1002)","http_code":"429"},"request_id":"06000000000000000000000000000002"}""")]
    [InlineData("OpenAICompatible", Wire.Hello, """{"type":"error","error":{"type":"rate_limit_error","message":"rate limit exceeded (1002)","http_code":"429"},"request_id":"06000000000000000000000000000002"}""")]
    [InlineData("AimlApi", Wire.HelloAiml, """{"message":"Too Many Requests","path":"/v1/chat/completions","requestId":"00000000-0000-4000-8000-000000000002","statusCode":429,"timestamp":"2026-01-02T03:04:05.000Z"}""")]
    [InlineData("RunApi", Wire.Hello, """{"error":{"message":"Rate limit exceeded","code":"rate_limit"}}""")]
    [InlineData("ModelsLab", Wire.HelloModelsLab, """{"status":"error","message":"Rate limit exceeded.","retry_after":30}""")]
    public async Task ChatCompletion_AboveRequestsPerMinute_IsTheProviders429(string provider, string hello, string expected)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1 });
        Uri address = emulator.Address(provider);

        using HttpResponseMessage first = await Wire.PostAsync(address, hello);
        using HttpResponseMessage second = await Wire.PostAsync(address, hello);
        _clock.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage third = await Wire.PostAsync(address, hello);

        Assert.Equal([200, 429, 200], new[] { first, second, third }.Select(static response => (int)response.StatusCode));
        Assert.Equal(expected, await second.TextAsync());
        Assert.Equal("(none)", second.Header("Retry-After"));
    }

    [Theory]
    [InlineData("MiniMax", Wire.Message, """{"type":"rate_limit_error","message":"rate limit exceeded (1002)","http_code":"429"}""")]
    [InlineData("AnthropicCompatible", Wire.Message, """{"type":"rate_limit_error","message":"rate limit exceeded (1002)","http_code":"429"}""")]
    [InlineData("RunApi", Wire.Message, """{"type":"rate_limit_error","message":"Rate limit exceeded"}""")]
    [InlineData("ModelsLab", Wire.MessageModelsLab, """{"type":"rate_limit_error","message":"Rate limit exceeded."}""")]
    public async Task Message_AboveRequestsPerMinute_IsARateLimitError(string provider, string message, string expected)
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1 });
        Uri address = emulator.Address(provider);

        using HttpResponseMessage first = await Wire.PostMessageAsync(address, message);
        using HttpResponseMessage second = await Wire.PostMessageAsync(address, message);

        Assert.Equal(200, (int)first.StatusCode);
        Assert.Equal(429, (int)second.StatusCode);
        Assert.Equal(expected, (await second.JsonAsync()).GetProperty("error").GetRawText());
    }

    [Fact]
    public async Task Limits_OfOneModel_AreSharedByItsApisOnly()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1 });
        string other = Wire.Hello.Replace("MiniMax-M2.7", "MiniMax-M3", StringComparison.Ordinal);

        Assert.Equal(200, await PostAsync(emulator.MiniMax, Wire.Hello));
        using HttpResponseMessage message = await Wire.PostMessageAsync(emulator.MiniMax, Wire.Message);
        Assert.Equal(429, (int)message.StatusCode);
        Assert.Equal(200, await PostAsync(emulator.MiniMax, other));
        Assert.Equal(200, await PostAsync(emulator.RunApi, Wire.Hello));
    }

    [Fact]
    public async Task RejectedRequests_DoNotCountAndDequeueNoReply()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 2 });
        emulator.Enqueue(Reply.Text("one"), Reply.Text("two"), Reply.Text("three"));

        Assert.Equal(400, await PostAsync(emulator.RunApi, """{"model":"MiniMax-M2.7","messages":[]}"""));
        Assert.Equal(200, await PostAsync(emulator.RunApi, Wire.Hello));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, await PostAsync(emulator.RunApi, Wire.Hello));
        Assert.Equal(429, await PostAsync(emulator.RunApi, Wire.Hello));
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("three", await Wire.PostForTextAsync(emulator.RunApi, Wire.Hello), StringComparison.Ordinal);
        Assert.Equal([400, 200, 200, 429, 200], emulator.Requests.Select(static request => request.Status));
    }

    [Fact]
    public async Task TokensPerMinute_PromptAndCompletionOfResponses_Count()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { TokensPerMinute = 100 });
        emulator.Enqueue(Reply.Text("Hi").WithUsage(10, 89), Reply.Error(500, "broken"), Reply.Text("Hi"));
        // "Hello" has two tokens.
        Assert.Equal(200, await PostAsync(emulator.RunApi, Wire.Hello));
        Assert.Equal(429, await PostAsync(emulator.RunApi, Wire.Hello));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(500, await PostAsync(emulator.RunApi, Wire.Hello));
        string prompt = new('a', 400);
        Assert.Equal(200, await PostAsync(emulator.RunApi, Wire.Hello.Replace("Hello", prompt, StringComparison.Ordinal)));
        Assert.Equal(429, await PostAsync(emulator.RunApi, Wire.Hello));
    }

    [Fact]
    public async Task SendsRetryAfter_IsTheWaitInSeconds()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1, SendsRetryAfter = true });
        await PostAsync(emulator.MiniMax, Wire.Hello);
        await PostAsync(emulator.ModelsLab, Wire.HelloModelsLab);
        _clock.Advance(TimeSpan.FromSeconds(17.5));

        using HttpResponseMessage limited = await Wire.PostAsync(emulator.MiniMax, Wire.Hello);
        JsonElement inBody = await Wire.PostForJsonAsync(emulator.ModelsLab, Wire.HelloModelsLab);

        Assert.Equal("43", limited.Header("Retry-After"));
        Assert.Equal(43, inBody.GetProperty("retry_after").GetInt32());
    }

    [Fact]
    public async Task IsInBand_IsCode1002WithStatus200()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1, IsInBand = true });
        await PostAsync(emulator.MiniMax, Wire.Hello);

        using HttpResponseMessage limited = await Wire.PostAsync(emulator.MiniMax, Wire.Hello);

        Assert.Equal(200, (int)limited.StatusCode);
        Assert.Equal(
            """{"status_code":1002,"status_msg":"rate limit exceeded"}""",
            (await limited.JsonAsync()).GetProperty("base_resp").GetRawText());
    }

    [Fact]
    public async Task ModelsAndTokenCounts_HaveNoLimit()
    {
        await using MiniMaxEmulator emulator = await StartAsync(new() { RequestsPerMinute = 1, TokensPerMinute = 1 });
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage models =
                await Wire.GetAsync(emulator.MiniMax + "/v1/models", ("Authorization", "Bearer test-key"));
            using HttpResponseMessage count = await Wire.SendAsync(
                Wire.Request(emulator.MiniMax, Wire.Message, path: "/anthropic/v1/messages/count_tokens"));

            Assert.Equal([200, 200], new[] { models, count }.Select(static response => (int)response.StatusCode));
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(null, 0)]
    public async Task StartAsync_LimitOutOfRange_ThrowsArgumentOutOfRangeException(int? requests, int? tokens) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => StartAsync(new() { RequestsPerMinute = requests, TokensPerMinute = tokens }));

    private Task<MiniMaxEmulator> StartAsync(EmulatorRateLimit limit) =>
        MiniMaxEmulator.StartAsync(new() { RateLimit = limit, TimeProvider = _clock }, Wire.Token);

    private static async Task<int> PostAsync(Uri address, string body)
    {
        using HttpResponseMessage response = await Wire.PostAsync(address, body);
        return (int)response.StatusCode;
    }
}
