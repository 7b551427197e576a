using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with npm <c>@anthropic-ai/sdk</c>, which reads two of Claude Code's variables.</summary>
public sealed class AnthropicPackageTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>, IAsyncLifetime
{
    private int _mark;

    public async ValueTask InitializeAsync() => _mark = await emulator.MarkLogAsync();

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData("minimax/anthropic", "MiniMax-M3.1-Flash", "MiniMax")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2", "ModelsLab")]
    public async Task Anthropic_WithVariablesOfClaudeCode_CompletesStreamsCallsToolsAndThrows(
        string path, string model, string provider)
    {
        JsonElement result = await Script.RunNodeWithPackagesAsync("anthropic.mjs", [model], new()
        {
            ["ANTHROPIC_BASE_URL"] = $"{emulator.Address}{path}",
            ["ANTHROPIC_AUTH_TOKEN"] = EmulatorProcess.Key,
        });

        string text = $"{model} heard you say: \"Hello\".";
        JsonElement completion = result.GetProperty("completion");
        Assert.Equal("""["thinking","text"]""", completion.GetProperty("blocks").GetRawText());
        Assert.Equal((text, "end_turn"), (Read(completion, "text"), Read(completion, "stopReason")));

        JsonElement stream = result.GetProperty("stream");
        Assert.Equal("""["thinking","text"]""", stream.GetProperty("blocks").GetRawText());
        Assert.Equal((text, "end_turn"), (Read(stream, "text"), Read(stream, "stopReason")));
        Assert.True(stream.GetProperty("deltas").GetInt32() > 2, "The response was not streamed.");
        foreach (string tokens in (string[])["input_tokens", "output_tokens"])
        {
            Assert.Equal(
                completion.GetProperty("usage").GetProperty(tokens).GetInt32(),
                stream.GetProperty("usage").GetProperty(tokens).GetInt32());
        }

        JsonElement tool = result.GetProperty("tool");
        Assert.Equal(("tool_use", "get_weather"), (Read(tool, "stopReason"), Read(tool, "name")));
        Assert.Equal("""{"city":"Oslo"}""", tool.GetProperty("input").GetRawText());
        Assert.Contains("heard you say", Read(tool, "text"), StringComparison.Ordinal);

        Assert.Equal(2, result.GetProperty("tokens").GetInt32());
        JsonElement invalidKey = result.GetProperty("invalidKey");
        Assert.Equal(("AuthenticationError", 401), (Read(invalidKey, "type"), invalidKey.GetProperty("status").GetInt32()));
        JsonElement rateLimit = result.GetProperty("rateLimit");
        Assert.Equal(("RateLimitError", 429), (Read(rateLimit, "type"), rateLimit.GetProperty("status").GetInt32()));
        Assert.Equal("rate_limit_error", Read(rateLimit, "errorType"));

        string messages = $"{provider} POST {MessagesPath(path)}";
        await emulator.AssertLogAsync(
            _mark,
            $"{messages} {model} -> 200",
            $"{messages} {model} streaming -> 200",
            $"{messages} {model} streaming -> 200",
            $"{messages} {model} -> 200",
            $"{messages}/count_tokens {model} -> 200",
            $"{messages} {model} -> 401",
            $"{messages} {model} [429; retry-after=2] -> 429");
    }

    private static string MessagesPath(string path) => $"/{path.Split('/', 2)[1]}/v1/messages";

    private static string Read(JsonElement parent, string property) => parent.GetProperty(property).GetString() ?? "";
}
