using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with npm <c>openai</c>.</summary>
public sealed class OpenAIPackageTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    [Theory]
    [InlineData("openai/v1", "MiniMax-M2.7", "MiniMax-M2.7")]
    [InlineData("minimax/v1", "MiniMax-M3", "MiniMax-M3")]
    [InlineData("aimlapi/v1", "minimax/m2-1", "MiniMax-M2.1")]
    [InlineData("runapi/v1", "MiniMax-M2.1", "MiniMax-M2.1")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2", "minimax-minimax-m2")]
    public async Task OpenAI_OnEachProvider_CompletesStreamsCallsToolsAndThrows(string path, string model, string name)
    {
        JsonElement result = await Script.RunNodeWithPackagesAsync(
            "openai.mjs", [$"{emulator.Address}{path}", EmulatorProcess.Key, model]);

        JsonElement completion = result.GetProperty("completion");
        string text = completion.GetProperty("text").GetString()!;
        Assert.StartsWith("<think>\nThe user says: \"Hello\".", text, StringComparison.Ordinal);
        Assert.EndsWith($"{name} heard you say: \"Hello\".", text, StringComparison.Ordinal);
        Assert.Equal(2, completion.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());

        JsonElement stream = result.GetProperty("stream");
        Assert.Equal(text, stream.GetProperty("text").GetString());
        Assert.True(stream.GetProperty("chunks").GetInt32() > 2, "The response was not streamed.");
        Assert.Equal(
            completion.GetProperty("usage").GetProperty("completion_tokens").GetInt32(),
            stream.GetProperty("usage").GetProperty("completion_tokens").GetInt32());

        JsonElement tool = result.GetProperty("tool");
        Assert.Equal("""["Oslo"]""", tool.GetProperty("calls").GetRawText());
        Assert.Contains("heard you say", tool.GetProperty("text").GetString(), StringComparison.Ordinal);

        AssertError(result.GetProperty("invalidKey"), "AuthenticationError", 401);
        JsonElement rateLimit = result.GetProperty("rateLimit");
        AssertError(rateLimit, "RateLimitError", 429);
        // Version 6 of the package reads the message from an object 'error' alone, which two providers do not send.
        string message = path.Split('/')[0] is "aimlapi" or "modelslab" ? "status code (no body)" : "Simulated error 429";
        Assert.Equal($"429 {message}", rateLimit.GetProperty("message").GetString());
    }

    private static void AssertError(JsonElement error, string type, int status) =>
        Assert.Equal((type, status), (error.GetProperty("type").GetString(), error.GetProperty("status").GetInt32()));
}
