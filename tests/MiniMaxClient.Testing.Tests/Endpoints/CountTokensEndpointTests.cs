using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Endpoints;

public sealed class CountTokensEndpointTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("RunApi", "/v1/messages/count_tokens")]
    [InlineData("ModelsLab", "/api/v7/llm/v1/messages/count_tokens")]
    [InlineData("AnthropicCompatible", "/anthropic/v1/messages/count_tokens")]
    public async Task Count_Default_EqualsInputTokensOfMessage(string provider, string path)
    {
        string body = Body(provider, ",\"system\":\"Be terse.\"");

        string count = await CountForTextAsync(provider, body);
        JsonElement answer = await Wire.PostMessageForJsonAsync(Address(provider), Wire.With(body, "\"max_tokens\":999"));

        Assert.Equal("""{"input_tokens":4}""", count);
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal(provider, _emulator.Requests[0].Provider);
        Assert.Equal(path, _emulator.Requests[0].Path);
    }

    [Fact]
    public async Task Count_WithUsage_ReturnsPromptTokens()
    {
        _emulator.Enqueue(Reply.Text("").WithUsage(prompt: 15, completion: 0));

        Assert.Equal("""{"input_tokens":15}""", await CountForTextAsync("ModelsLab", Body("ModelsLab")));
    }

    [Theory]
    [InlineData("RunApi", """{"model":"MiniMax-M2.7"}""", 400, "Required at \"messages\"")]
    [InlineData("ModelsLab", """{"messages":[]}""", 400, "Required at \"model\"")]
    [InlineData("RunApi", "no", 400, "Request body is not valid JSON")]
    [InlineData("RunApi", """{"model":"MiniMax-M9","messages":[{"role":"user","content":"x"}]}""", 404, "Model MiniMax-M9 not found")]
    public async Task Rejection_OfEachKind_HasAnthropicEnvelope(string provider, string body, int status, string message)
    {
        using HttpResponseMessage response = await CountAsync(provider, body);
        JsonElement error = await response.JsonAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([".type", ".error", ".error.type", ".error.message"], Wire.Names(error));
        Assert.Equal(message, error.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Replies_OfEachKind_AreSent()
    {
        _emulator.Enqueue(
            Reply.Error(429, "slow down"),
            Reply.InBandError(1002, "rate limit"),
            Reply.InBandError(1002, "rate limit"),
            Reply.Raw(200, "application/json", "{}"));

        Assert.Equal("""{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""", await CountForTextAsync("RunApi", Body("RunApi")));
        Assert.Equal("""{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""", await CountForTextAsync("RunApi", Body("RunApi")));
        Assert.Equal("""{"status":"error","message":"rate limit"}""", await CountForTextAsync("ModelsLab", Body("ModelsLab")));
        Assert.Equal("{}", await CountForTextAsync("RunApi", Body("RunApi")));
    }

    [Fact]
    public async Task Count_OfOtherProviders_ReturnsNotFound()
    {
        foreach (Uri provider in new[] { _emulator.AimlApi, _emulator.OpenAICompatible })
        {
            using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(provider, Wire.Message, path: "/messages/count_tokens"));

            Assert.Equal(404, (int)response.StatusCode);
        }
    }

    private Task<HttpResponseMessage> CountAsync(string provider, string body)
    {
        Uri uri = Address(provider);
        return Wire.SendAsync(Wire.Request(uri, body, path: Wire.MessagesPath(uri) + "/count_tokens"));
    }

    private async Task<string> CountForTextAsync(string provider, string body)
    {
        using HttpResponseMessage response = await CountAsync(provider, body);
        return await response.TextAsync();
    }

    private Uri Address(string provider) => provider switch
    {
        "RunApi" => _emulator.RunApi,
        "ModelsLab" => _emulator.ModelsLab,
        _ => _emulator.AnthropicCompatible,
    };

    private static string Body(string provider, string fields = "") =>
        $$"""{"model":"{{(provider == "ModelsLab" ? "minimax-minimax-m2" : "MiniMax-M2.7")}}","messages":[{"role":"user","content":"Hello"}]{{fields}}}""";
}
